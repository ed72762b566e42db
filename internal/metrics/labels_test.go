package metrics_test

import (
	"slices"
	"strings"
	"testing"

	"syncd/internal/metrics"
)

// TestEveryLabelIsDescribed: each label of each series is described once, and what is
// exported under it is in its closed list.
func TestEveryLabelIsDescribed(t *testing.T) {
	used := map[string]bool{}
	for _, s := range metrics.Catalogue() {
		for _, label := range slices.Concat(s.Labels, s.Optional) {
			n := 0
			for _, l := range metrics.Labels() {
				if l.Name == label && l.Covers(s.Name) {
					n++
					used[l.Name+l.Of] = true
				}
			}
			if n != 1 {
				t.Errorf("%s: the label %s is described %d times", s.Name, label, n)
			}
		}
	}
	for _, l := range metrics.Labels() {
		if !used[l.Name+l.Of] || l.Meaning == "" {
			t.Errorf("no series has the label %s (%s), or nothing is said of it", l.Name, l.Of)
		}
	}
	reg, set := fresh()
	feed(set)
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, pair := range m.GetLabel() {
				for _, l := range metrics.Labels() {
					if strings.HasPrefix(f.GetName(), "syncd_") && l.Name == pair.GetName() && l.Covers(f.GetName()) && l.Values != nil && !slices.Contains(l.Values, pair.GetValue()) {
						t.Errorf("%s has %s=%q, which is not in its list", f.GetName(), l.Name, pair.GetValue())
					}
				}
			}
		}
	}
}
