package main

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"

	"syncd/internal/app"
	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/readiness"
	"syncd/internal/verdict"
)

// TestQualityModel holds the page about verdicts against the code: every word, in the order
// in which it decides, and the settings with their defaults.
func TestQualityModel(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "quality-model.md"))
	if err != nil {
		t.Fatal(err)
	}
	var words []verdict.Word
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|").FindAllSubmatch(page, -1) {
		words = append(words, verdict.Word(row[1]))
	}
	if fmt.Sprint(words) != fmt.Sprint(verdict.Words()) {
		t.Errorf("the page has the words %v, and there are %v", words, verdict.Words())
	}
	shown := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(page)[1]
	const rest = `    sources: [web-e2e]
    project: SHOP
jira: { url: "https://acme.example", owner: acme, auth: { method: bearer, token: { env: T } } }
sources: [{ name: web-e2e, kind: files, path: . }]
`
	parse := func(text string) *config.Config {
		cfg, report := config.Parse("quality-model.yaml", []byte(text), config.Options{Catalog: catalog.Sources(), CheckWhen: app.CheckWhen, CheckSummary: app.CheckSummary})
		if cfg == nil {
			t.Fatalf("%s\n%s", report.Error(), text)
		}
		return cfg
	}
	var risks []readiness.RiskKind
	for _, row := range regexp.MustCompile(`(?m)^\| \*\*([a-z ]+)\*\* \|`).FindAllSubmatch(page, -1) {
		risks = append(risks, readiness.RiskKind(row[1]))
	}
	if fmt.Sprint(risks) != fmt.Sprint(readiness.RiskKinds()) {
		t.Errorf("the page has the risks %v, and there are %v", risks, readiness.RiskKinds())
	}
	boards := regexp.MustCompile("(?s)```yaml\n(    track:.*?)```").FindSubmatch(page)[1]
	sync, usual := parse("syncs:\n  - name: shop\n" + string(boards) + rest).Syncs[0], parse("syncs:\n  - name: shop\n" + rest).Syncs[0]
	if !reflect.DeepEqual(sync.Track, usual.Track) || !reflect.DeepEqual(sync.Readiness, usual.Readiness) {
		t.Errorf("the page shows %+v %+v, the defaults are %+v %+v", sync.Track, sync.Readiness, usual.Track, usual.Readiness)
	}
	got, want := parse(string(shown) + rest).Syncs[0].Verdict, parse("syncs:\n  - name: shop\n" + rest).Syncs[0].Verdict
	if got != want {
		t.Errorf("the page shows %+v, the defaults are %+v", got, want)
	}
}
