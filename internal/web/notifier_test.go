package web_test

import (
	"html"
	"strings"
	"testing"
	"time"

	"syncd/internal/record"
	"syncd/internal/web"
)

// TestNotifiersOnTheone that cannot deliver is a fault there, one that can is no
// notice.
func TestNotifiersOnTheOverview(t *testing.T) {
	b := &board{overview: record.Overview{AsOf: now, Syncs: []record.SyncStatus{{Name: "shop"}}, Notifiers: []record.NotifierState{
		{Name: "hale", Kind: "slack", Sent: now},
		{Name: "away", Kind: "webhook", Waiting: 2, Error: "it answered 503 " + script, Since: now.Add(-time.Hour)},
		{Name: "lost", Kind: "slack", Lost: 1, Last: "it answered 404 Not Found"}}}}
	page := get(t, web.New(options(b)), "/")
	if strings.Contains(page, script) || strings.Contains(page, "hale") {
		t.Error("the page says too much")
	}
	text := html.UnescapeString(page)
	for _, want := range []string{"away cannot deliver: it answered 503 " + script + "; 2 messages wait since 2026-05-04 05:30 UTC, and tried again for a day",
		"1 message of the last seven days never reached lost and was given up: it answered 404 Not Found; `syncd notify test lost` tries it"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}
