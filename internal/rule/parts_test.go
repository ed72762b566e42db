package rule_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"syncd/internal/rule"
)

// told is the parts of a condition as a row of words.
func told(parts []rule.Part) string {
	var out []string
	for _, p := range parts {
		text := fmt.Sprintf("%s=%v", p.Text, p.Holds)
		for _, v := range p.Values {
			text += fmt.Sprintf(" (%s is %s)", v.Name, v.Text)
		}
		if p.Wrong != "" {
			text += " wrong"
		}
		out = append(out, text)
	}
	return strings.Join(out, " | ")
}

func TestParts(t *testing.T) {
	smoke := vars{Failures: 1, Automated: true, Title: "Größe stimmt", Tags: []string{"smoke", "pay"},
		Since: smokeNow.Add(-49 * time.Hour), Now: smokeNow, Run: runVars{"release/1.4"}}
	for text, want := range map[string]string{
		"failures >= (automated ? 2 : 1) && !(title == \"x\")":   `failures >= (automated ? 2 : 1)=false (failures is 1) (automated is true) | !(title == "x")=true (title is "Größe stimmt")`,
		`len(tags) > 1 && tags[1] == "pay"`:                      `len(tags) > 1=true (tags is ["smoke", "pay"]) | tags[1] == "pay"=true (tags is ["smoke", "pay"])`,
		"failures > 0":                                           "failures > 0=true (failures is 1)",
		`title == "ä && ö" and automated`:                        `title == "ä && ö"=false (title is "Größe stimmt") | automated=true (automated is true)`,
		"failures > 0 && automated or automated":                 "failures > 0 && automated or automated=true (failures is 1) (automated is true)",
		"automated && failures > 0 ? automated : false":          "automated && failures > 0 ? automated : false=true (failures is 1) (automated is true)",
		"(failures > 3 && automated) && any(tags, # == \"pay\")": `(failures > 3 && automated)=false (failures is 1) (automated is true) | any(tags, # == "pay")=true (tags is ["smoke", "pay"])`,
		"let n = failures; n == 1 && automated":                  "let n = failures; n == 1 && automated=true (failures is 1) (automated is true)",
		`run.branch != "main" && since < now - duration("30m")`:  `run.branch != "main"=true (run.branch is "release/1.4") | since < now - duration("30m")=true (since is 2026-02-27T11:00:00Z) (now is 2026-03-01T12:00:00Z)`,
		`len(tags) > 2 && tags[2] == "x"`:                        `len(tags) > 2=false (tags is ["smoke", "pay"]) | tags[2] == "x"=false (tags is ["smoke", "pay"]) wrong`,
	} {
		c, err := rule.Compile[vars](text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := told(c.Parts(smoke)); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestValues: what a test is called stays on its line and within bounds, and a time that
// never was is none.
func TestValues(t *testing.T) {
	c, err := rule.Compile[vars]("title != \"\" && since < now")
	if err != nil {
		t.Fatal(err)
	}
	parts := c.Parts(vars{Title: "a\n\u202e" + strings.Repeat("x", 999), Now: smokeNow})
	if v := parts[0].Values[0].Text; strings.ContainsAny(v, "\n\u202e") || len(v) > 220 {
		t.Errorf("the title is told as %s", v)
	}
	if v := parts[1].Values[0].Text; v != "never" {
		t.Errorf("a time that never was is %s", v)
	}
}

// FuzzParts: together the parts say what the whole says, unless one of them cannot be
// evaluated by itself.
func FuzzParts(f *testing.F) {
	for _, s := range []string{"failures > 1 && automated", `title == "&&" and automated and failures > 0`, "(automated && failures > 1) || automated",
		"automated && (failures > 1 and automated)", `any(tags, # == "a" && # != "b") && automated`, "automated ? automated && automated : false",
		"let x = 1; x == 1 && automated", "automated /* && */ && automated", "not automated && failures ** 2 > 1", "{a: automated && true}.a && automated"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := rule.Compile[vars](text)
		if err != nil {
			return
		}
		v := vars{Failures: 3, Title: "guest", Automated: true, Tags: []string{"a", "b"}}
		want, err := c.Holds(v)
		if err != nil {
			return
		}
		all, wrong := true, false
		for _, p := range c.Parts(v) {
			all, wrong = all && p.Holds, wrong || p.Wrong != ""
		}
		if all != want && !wrong {
			t.Fatalf("%q is %v, its parts are %s", text, want, told(c.Parts(v)))
		}
	})
}
