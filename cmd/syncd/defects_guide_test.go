package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"syncd/internal/app"
	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/plan"
)

// TestDefectsPage runs the page on defects from top to bottom in one shell. What it says
// is printed must be printed, in this order; `…` stands for anything.
func TestDefectsPage(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not installed")
	}
	page, dir := blocks(t, "../../docs/defects.md"), t.TempDir()
	self, err := os.Executable() // which is syncd where it is called so; see TestMain
	if err == nil {
		err = os.Symlink(self, filepath.Join(dir, "syncd"))
	}
	if err != nil {
		t.Fatal(err)
	}
	script := strings.ReplaceAll(strings.Join(page["sh"], "\n"), "127.0.0.1:8090", freeAddress(t))
	// A reader takes longer than a shell to get from one block to the next.
	script = strings.Replace(script, "simulator.log &\n", "simulator.log &\nfor i in $(seq 600); do grep -q http simulator.log && break; kill -0 $!; sleep 0.1; done\n", 1)
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", script+"\nkill %1")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = 5 * time.Second // if the shell dies early, the simulator lives on and holds its output
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
	if err != nil {
		t.Fatalf("the page does not work: %v\n%s", err, out.String())
	}
	rest := out.String()
	for _, line := range strings.Split(strings.TrimSpace(strings.Join(page["text"], "")), "\n") {
		at := regexp.MustCompile("(?m)^" + strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*") + "$").FindStringIndex(rest)
		if at == nil {
			t.Fatalf("the page says %q, which is not printed there; whole output:\n%s", line, out.String())
		}
		rest = rest[at[1]:]
	}
}

// TestDefectsPageSaysWhatIs: the page names every state of a failing case, and the
// settings that it gives in numbers are the defaults.
func TestDefectsPageSaysWhatIs(t *testing.T) {
	data, err := os.ReadFile("../../docs/defects.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(data)), " ")
	for _, w := range plan.StateWords() {
		if !strings.Contains(text, "| `"+string(w)) {
			t.Errorf("the page does not name the state %s", w)
		}
	}
	cfg, report := config.Parse("syncd.yaml", []byte(`jira: { url: "https://acme.atlassian.net", owner: acme, auth: { user: syncd@example.com, token: { env: JIRA_TOKEN } } }
sources: [{ name: web, kind: files, path: results }]
syncs: [{ name: shop, sources: [web], project: SHOP }]
`), config.Options{Catalog: catalog.Sources(), CheckWhen: app.CheckWhen, CheckSummary: app.CheckSummary})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	d, day := cfg.Syncs[0].Defects, 24*time.Hour
	for said, is := range map[string]bool{
		"waits 30 minutes":                                       d.After == 30*time.Minute,
		"passed 2 times in a row on every line":                  d.Resolve.Passes == 2,
		"within a day after Done (`reopen.grace`)":               d.Reopen.Grace == day,
		"older than 7 days (`reopen.max_age`)":                   d.Reopen.MaxAge == 7*day,
		"for more than 30 days (`reopen.window`)":                d.Reopen.Window == 30*day,
		"25 tests broken by one run, or 30 % of what it ran and": d.Flood.Cases == 25 && d.Flood.Share == 0.3 && d.Flood.AtLeast == 10,
		"`defects.limits.max_creates` 20":                        d.Limits.MaxCreates == 20,
		"`max_transitions` 50":                                   d.Limits.MaxTransitions == 50,
		"`max_retests` 50 per cycle":                             d.Limits.MaxRetests == 50,
		"`max_edits_per_issue` 4 a day":                          d.Limits.MaxEdits == 4,
		"`max_creates_per_day` 100":                              d.Limits.MaxCreatesPerDay == 100,
		"`max_share` 0.3 of our issues":                          d.Limits.MaxShare == 0.3,
		"`defects.flapping`: 6 changes of side told within 7 d":  d.Flapping.Changes == 6 && d.Flapping.Window == 7*day,
		"`defects.max_age` 30 days":                              d.MaxAge == 30*day,
		"*Won't Do*, *Won't Fix* or *Cannot Reproduce*":          strings.Join(d.Reopen.WontFix, ", ") == "Won't Do, Won't Fix, Cannot Reproduce",
		"with a `Duplicate` link":                                d.Duplicate == "Duplicate",
	} {
		if !strings.Contains(text, said) || !is {
			t.Errorf("the page says %q: %v, and that is so: %v", said, strings.Contains(text, said), is)
		}
	}
}
