package web_test

import (
	"net/http/httptest"
	"testing"

	"syncd/internal/web"
	"syncd/internal/web/browsertest"
)

// The pages of a daemon in the middle of a working day, hostile texts among them, and
// of one that has just been installed, in a real browser.
func TestPagesInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	busy := rich()
	busy.failing, busy.defects, busy.linked = busy.failing[:40], busy.defects[:20], busy.linked[:90] // no more of the same
	for prefix, board := range map[string]*board{"board-": busy, "new-": empty()} {
		s := httptest.NewServer(web.New(options(board)))
		t.Cleanup(s.Close)
		b.Crawl(s.URL, prefix)
	}
}
