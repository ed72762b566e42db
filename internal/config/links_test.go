package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"syncd/internal/config"
)

// linked is the minimal configuration with link rules below stories.
func linked(rules string) string {
	return minimal + "    stories:\n      links:\n" + rules
}

func TestLinkRules(t *testing.T) {
	c, report := config.Parse("testdata/syncd.yaml", []byte(linked(`        - { tag: smoke, story: SHOP-4 }
        - file: links-good.csv
        - { match: "tests/**", story: SHOP-9 }
`)), options())
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range c.Syncs[0].Stories.Rules {
		got = append(got, fmt.Sprintf("%s %s", l.At, l))
	}
	want := `testdata/syncd.yaml:17:11 tag: "smoke", story: SHOP-4
testdata/links-good.csv:2:1 title: "guest, without account", story: SHOP-1
testdata/links-good.csv:3:1 title: "guest, without account", story: SHOP-2
testdata/links-good.csv:5:1 title: "a \"quoted\" title", story: SHOP-3
testdata/syncd.yaml:19:11 match: "tests/**", story: SHOP-9`
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("rules are\n%s\nwant\n%s", text, want)
	}
}

// FuzzLinkFile: whatever a file of link rules holds, there are rules or a fault that
// is safe to print.
func FuzzLinkFile(f *testing.F) {
	for _, name := range []string{"links-good", "links-bad", "links-header", "links-quote", "links-empty"} {
		raw, err := os.ReadFile("testdata/" + name + ".csv")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, raw []byte) {
		name := filepath.Join(dir, fmt.Sprint(os.Getpid())+".csv")
		if err := os.WriteFile(name, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		c, report := config.Parse("syncd.yaml", []byte(linked("        - file: "+name+"\n")), options())
		if (c == nil) != (len(report.Faults) > 0) {
			t.Fatalf("config %v with %d faults", c != nil, len(report.Faults))
		}
		if text := report.Error() + report.Warning(); strings.ContainsAny(text, "\x1b\x00\r") {
			t.Errorf("control characters in %q", text)
		}
	})
}

// Two syncs that link the same tests to other stories would each undo the other.
func TestOverlappingLinkRules(t *testing.T) {
	other := `  - name: again
    sources: [web-e2e]
    stories:
      projects: [SHOP]
      links: [{ tag: smoke, story: SHOP-%d }]
    defects: { project: PAY }
    policy: full
`
	text := strings.Replace(linked("        - { tag: smoke, story: SHOP-4 }\n"), "    project: SHOP\n", "    project: SHOP\n    policy: full\n", 1)
	if _, report := config.Parse("syncd.yaml", []byte(text+fmt.Sprintf(other, 4)), options()); report.Err() != nil {
		t.Errorf("the same rules are refused: %v", report.Err())
	}
	_, report := config.Parse("syncd.yaml", []byte(text+fmt.Sprintf(other, 5)), options())
	if err := report.Err(); err == nil || !strings.Contains(err.Error(), "count different runs or keys") {
		t.Errorf("other rules are not refused: %v", err)
	}
}
