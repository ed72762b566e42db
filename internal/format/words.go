package format

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/model"
)

// MostWords is how many keys, tags, parameters and the like of one test are kept.
// Nobody reads more, and a hostile file could hold millions.
const MostWords = 100

// trust orders the places in which a test can name an issue.
var trust = []model.KeyFrom{model.FromProperty, model.FromLink, model.FromTag, model.FromRefs}

// AddKeys adds the issue keys in a text to those of a case: each once, in the order of
// trust, whatever their order in the file.
func AddKeys(c *model.Case, text string, from model.KeyFrom) {
	for _, key := range model.Keys(text) {
		if len(c.Keys) >= MostWords {
			break
		}
		c.Keys = append(c.Keys, model.KeyRef{Key: key, From: from})
	}
	slices.SortStableFunc(c.Keys, func(a, b model.KeyRef) int {
		return cmp.Compare(slices.Index(trust, a.From), slices.Index(trust, b.From))
	})
	seen := map[string]bool{}
	c.Keys = slices.DeleteFunc(c.Keys, func(k model.KeyRef) bool {
		known := seen[k.Key]
		seen[k.Key] = true
		return known
	})
}

// AddTag adds a tag to a case, and the keys in it. A tag of several words is prose and
// names no issue: pytest's plug-ins make tags of the reasons of marks.
func AddTag(c *model.Case, tag string) {
	if tag == "" || len(c.Tags) >= MostWords || slices.Contains(c.Tags, tag) {
		return
	}
	c.Tags = append(c.Tags, tag)
	if !strings.ContainsAny(tag, " \t\r\n") {
		AddKeys(c, tag, model.FromTag)
	}
}

// AddIDs adds what a text says other tools call the case, each once.
func AddIDs(c *model.Case, text string) {
	for _, id := range model.TestIDs(text) {
		if len(c.IDs) < MostWords && !slices.Contains(c.IDs, id) {
			c.IDs = append(c.IDs, id)
		}
	}
}

// Param is a parameter of a table-driven test.
type Param struct{ Name, Value string }

// RowOf names the row of a table by its parameters, in one order whatever the file's,
// cut to limit bytes; "" where there are none.
func RowOf(params []Param, limit int) string {
	if len(params) == 0 {
		return ""
	}
	parts := make([]string, len(params))
	for i, p := range params {
		parts[i] = p.Name + "=" + p.Value
	}
	slices.Sort(parts)
	return CutName("["+strings.Join(parts, ", ")+"]", limit)
}
