package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"syncd/internal/app"
	"syncd/internal/catalog"
	"syncd/internal/config"
)

// TestStoriesPage: what the page on stories shows is what syncd prints and takes.
func TestStoriesPage(t *testing.T) {
	t.Parallel()
	page, dir := blocks(t, "../../docs/stories.md"), t.TempDir()
	self, err := os.Executable() // which is syncd where it is called so; see TestMain
	if err == nil {
		err = os.Symlink(self, filepath.Join(dir, "syncd"))
	}
	if err != nil {
		t.Fatal(err)
	}
	for i, script := range page["sh"] {
		script = strings.ReplaceAll(script, "syncd ", "'"+filepath.Join(dir, "syncd")+"' ")
		cmd := exec.Command("sh", "-euc", script)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if want := page["text"][i]; err != nil || string(out) != want {
			t.Errorf("block %d prints (%v)\n%s, the page says\n%s", i+1, err, out, want)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "links.csv"), []byte(page["csv"][0]), 0o600); err != nil {
		t.Fatal(err)
	}
	text := `jira: { url: "https://acme.atlassian.net", owner: acme, auth: { user: syncd@example.com, token: { env: JIRA_TOKEN } } }
sources: [{ name: web, kind: files, path: results }]
syncs:
  - name: shop
    sources: [web]
    project: SHOP
` + "    " + strings.ReplaceAll(strings.TrimRight(page["yaml"][0], "\n"), "\n", "\n    ") + "\n"
	cfg, report := config.Parse(filepath.Join(dir, "syncd.yaml"), []byte(text), config.Options{Catalog: catalog.Sources(), CheckWhen: app.CheckWhen, CheckSummary: app.CheckSummary})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	if n := len(cfg.Syncs[0].Stories.Rules); n != 8 {
		t.Errorf("the page's rules are %d, want 5 and 3 of its table", n)
	}
}
