package desired_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"syncd/internal/desired"
	"syncd/internal/model"
)

// described is what an issue says, for golden files.
func described(t *testing.T, d desired.Defect) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(map[string]any{"summary": d.Draft.Summary, "description": d.Draft.Description, "labels": d.Draft.Labels, "links": d.Draft.Links}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// members are wishes of as many cases, each of which fails with its own letters.
func members(t *testing.T, r desired.Rules, titles ...string) []desired.Defect {
	t.Helper()
	var out []desired.Defect
	for n, title := range titles {
		c := pay
		c.ID, c.Title, c.Name = model.CaseID(fmt.Sprint("case-", n)), title, title
		c.Priority, c.Component, c.Owner, c.Tags = []string{"low", "critical"}[n%2], []string{"cart", "till"}[n%2], "", []string{"smoke", title}
		w := newTown(c, fmt.Sprintf("chrome=p%s~%d", []string{"ff", "fff"}[n%2], n%2))
		for k, res := range w.world.Failures {
			res.Failure.Type, res.Failure.Output = "AssertionError", "printed by "+title
			w.world.Failures[k] = res
		}
		out = append(out, w.judge(t, r))
	}
	return out
}

// What developers and testers read of defects that tests share.
func TestSharedDescriptions(t *testing.T) {
	r := rules(t, "", "")
	for name, flood := range map[string]bool{"shared": false, "flood": true} {
		d := r.Join("k", flood, members(t, r, "guest pays", "guest returns", hostile))
		golden(t, "testdata/"+name+".json", described(t, d))
	}
}
