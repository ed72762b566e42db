package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// blocks returns the fenced blocks of a page by their language.
func blocks(t *testing.T, page string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, m := range regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```").FindAllStringSubmatch(string(data), -1) {
		out[m[1]] = append(out[m[1]], m[2])
	}
	return out
}

// TestCISnippets: the snippets for CI systems are YAML, and each command in them has
// flags that exist.
func TestCISnippets(t *testing.T) {
	all := blocks(t, "../../docs/ci.md")
	if len(all["yaml"]) != 5 || len(all["groovy"]) != 1 {
		t.Fatalf("%d blocks of YAML and %d of Groovy", len(all["yaml"]), len(all["groovy"]))
	}
	for _, text := range all["yaml"] {
		var doc map[string]any
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil || len(doc) == 0 {
			t.Errorf("%v in\n%s", err, text)
		}
	}
	if g := all["groovy"][0]; strings.Count(g, "{") != strings.Count(g, "}") {
		t.Errorf("the braces do not match in\n%s", g)
	}
	found := 0
	for _, list := range all {
		for _, text := range list {
			for _, m := range regexp.MustCompile(`syncd push ([^'\n]+)`).FindAllStringSubmatch(text, -1) {
				found++
				cmd := pushCommand()
				if err := cmd.ParseFlags(strings.Fields(m[1])); err != nil || len(cmd.Flags().Args()) == 0 {
					t.Errorf("syncd push %s: %v", m[1], err)
				}
			}
		}
	}
	if found != 6 {
		t.Errorf("%d commands were looked at, want 6", found)
	}
}

// TestCIGuide runs the commands of the page against a daemon with the source of the
// page.
func TestCIGuide(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "tar"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	if testing.Short() {
		t.Skip("-short: real processes and real waits")
	}
	t.Parallel()
	m := newMailbox(t)
	all := blocks(t, "../../docs/ci.md")
	m.guideSource(all["yaml"][0])
	m.start("")
	m.copyReports()
	script := strings.ReplaceAll(strings.Join(all["sh"], "\n"), "https://quality.acme.example", "http://"+m.web)
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", script)
	cmd.Dir = m.dir
	cmd.Env = []string{"PATH=" + filepath.Dir(m.binary) + ":" + os.Getenv("PATH"), "SYNCD_PUSH_TOKEN=of-the-page"}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("the commands do not work: %v\n%s", err, out)
	}
	for _, want := range []string{`junit.xml: new, \d+ cases`, `"status":"known".*"name":"junit.xml"`, `"status":"new".*"name":"jest.xml"`, `"status":"new".*"format":"allure"`} {
		if !regexp.MustCompile(want).Match(out) {
			t.Errorf("nothing says %s in\n%s", want, out)
		}
	}
	res, err := m.client.Get("http://" + m.web + "/api/v1/overview")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var o struct {
		Sources []struct{ Name, Pushed string }
	}
	if err := json.NewDecoder(res.Body).Decode(&o); err != nil || res.StatusCode != http.StatusOK || fmt.Sprint(len(o.Sources)) != "1" || o.Sources[0].Pushed == "" {
		t.Errorf("the overview tells of %+v, %v", o.Sources, err)
	}
}

// guideSource puts the source of the page in place of the test's own.
func (m *mailbox) guideSource(source string) {
	m.Helper()
	file := filepath.Join(m.dir, "push-web-e2e")
	config, err := os.ReadFile(filepath.Join(m.dir, "syncd.yaml"))
	if err = errors.Join(err, os.WriteFile(file, []byte("of-the-page\n"), 0o600)); err != nil {
		m.Fatal(err)
	}
	text := regexp.MustCompile(`(?m)^sources:\n.*\n`).ReplaceAllString(string(config), strings.ReplaceAll(source, "credential: ", "file: "))
	m.write("syncd.yaml", strings.Replace(text, "sources: [web]", "sources: [web-e2e]", 1), 0)
}

// copyReports puts reports of real runners where the page has them.
func (m *mailbox) copyReports() {
	m.Helper()
	from := map[string]string{"../../internal/format/junit/testdata/pytest/xunit2.xml": "reports/junit.xml", "../../internal/format/junit/testdata/jest/junit.xml": "reports/jest.xml"}
	results, err := filepath.Glob("../../internal/format/allure/testdata/pytest/*-result.json")
	if err != nil || len(results) == 0 {
		m.Fatal(len(results), err)
	}
	for _, r := range results {
		from[r] = "allure-results/" + filepath.Base(r)
	}
	for f, to := range from {
		data, err := os.ReadFile(f)
		if err != nil {
			m.Fatal(err)
		}
		m.write(to, string(data), 0)
	}
}
