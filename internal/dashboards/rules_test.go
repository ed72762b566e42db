package dashboards_test

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"syncd/internal/dashboards"
)

// TestRules: the committed rules are sound for the real Prometheus, and fire when and only
// when they should.
func TestRules(t *testing.T) {
	if _, err := exec.LookPath("promtool"); err != nil {
		t.Skip("promtool is not installed (Debian: apt-get install prometheus): no rule is tried")
	}
	const at = "../../dashboards/rules/"
	for _, args := range [][]string{
		{"check", "rules", at + "recording.yaml", at + "alerts.yaml"},
		{"test", "rules", at + "tests/alerts.yaml", at + "tests/recording.yaml"},
	} {
		if out, err := exec.Command("promtool", args...).CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// TestAlertsSayWhatToDo: each alert has a name of ours, waits before it fires, and says
// what it means.
func TestAlertsSayWhatToDo(t *testing.T) {
	tried, err := os.ReadFile("../../dashboards/rules/tests/alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, a := range dashboards.Alerts() {
		if !strings.Contains(string(tried), "alertname: "+a.Alert+"\n        exp_alerts:") {
			t.Errorf("no test has %s fire", a.Alert)
		}
		if !regexp.MustCompile(`^Syncd[A-Z][A-Za-z]+$`).MatchString(a.Alert) || seen[a.Alert] {
			t.Errorf("%s is no name of an alert of ours, or there twice", a.Alert)
		}
		seen[a.Alert] = true
		if a.For == "" || !slices.Contains([]string{"critical", "warning", "info"}, a.Severity) || a.Summary == "" || len(a.Description) < 60 || a.Compare == "" {
			t.Errorf("%s: time, severity, summary, comparison or description are missing", a.Alert)
		}
		if strings.Contains(a.Expr, "topk") {
			t.Errorf("%s would flap", a.Alert)
		}
	}
	for _, r := range dashboards.Recordings() {
		if !regexp.MustCompile(`^[a-z]+:syncd_[a-z_]+:[a-z_0-9]+$`).MatchString(r.Record) {
			t.Errorf("%s is not called level:metric:operations", r.Record)
		}
		if strings.Contains(r.Expr, " / ") && !strings.Contains(r.Expr, "> 0)") {
			t.Errorf("%s may divide by nothing", r.Record)
		}
	}
}
