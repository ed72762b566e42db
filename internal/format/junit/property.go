package junit

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/format"
	"syncd/internal/model"
)

// What the properties of a testcase mean. test_id is no identity: Xray writes the id of
// a Jira issue there and trcli that of a TestRail case, whose own cases have another.
var caseProperties = map[string]func(*model.Case, string){
	"requirements":        keysFrom(model.FromProperty),
	"requirement":         keysFrom(model.FromProperty),
	"stories":             keysFrom(model.FromProperty),
	"story":               keysFrom(model.FromProperty),
	"issues":              keysFrom(model.FromProperty),
	"issue":               keysFrom(model.FromProperty),
	"jira":                keysFrom(model.FromProperty),
	"tags":                tags,
	"tag":                 tags,
	"testrail_case_field": refs,
	"test_key":            func(c *model.Case, v string) { set(&c.Explicit, v); format.AddIDs(c, v) },
	"test_id":             format.AddIDs,
	"testrail_case_id":    format.AddIDs,
	"test_summary":        func(c *model.Case, v string) { set(&c.Title, v) },
	"owner":               func(c *model.Case, v string) { set(&c.Owner, v) },
	"component":           func(c *model.Case, v string) { set(&c.Component, v) },
	"priority":            func(c *model.Case, v string) { set(&c.Priority, v) },
	"severity":            func(c *model.Case, v string) { set(&c.Priority, v) },
	"muted":               func(c *model.Case, v string) { c.Muted = c.Muted || truthy(v) },
	"automated":           func(c *model.Case, v string) { c.Automated = truthy(v) },
	"manual":              func(c *model.Case, v string) { c.Automated = !truthy(v) },
}

// describe applies properties to a case: its own, and of its suites' those that
// the options let through. The first value of a name stays.
func describe(c *model.Case, t *testcase, inherit []string) {
	for _, p := range t.props {
		if apply := caseProperties[strings.ToLower(p.name)]; apply != nil {
			apply(c, p.value)
		}
	}
	keysFrom(model.FromProperty)(c, t.attr["requirement"]) // Xray's JUnit 5 writer
	for s := t.suite; s != nil && len(inherit) > 0; s = s.parent {
		for _, p := range s.props {
			apply := caseProperties[strings.ToLower(p.name)]
			if apply != nil && listed(inherit, p.name) {
				apply(c, p.value)
			}
		}
	}
}

// tidyKeys puts keys into the order of trust, each key and tag once.
func tidyKeys(c *model.Case) {
	order := []model.KeyFrom{model.FromProperty, model.FromLink, model.FromTag, model.FromRefs}
	slices.SortStableFunc(c.Keys, func(a, b model.KeyRef) int {
		return cmp.Compare(slices.Index(order, a.From), slices.Index(order, b.From))
	})
	c.Keys = unique(c.Keys, func(k model.KeyRef) string { return k.Key })
	c.Tags = unique(c.Tags, func(tag string) string { return tag })
}

// unique keeps the first of each key.
func unique[T any](in []T, key func(T) string) []T {
	seen := map[string]bool{}
	return slices.DeleteFunc(in, func(v T) bool {
		known := seen[key(v)]
		seen[key(v)] = true
		return known
	})
}

func keysFrom(from model.KeyFrom) func(*model.Case, string) {
	return func(c *model.Case, v string) {
		for _, key := range model.Keys(v) {
			c.Keys = append(c.Keys, model.KeyRef{Key: key, From: from})
		}
	}
}

func tags(c *model.Case, v string) {
	for _, tag := range strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(",; \t\n", r) }) {
		c.Tags = append(c.Tags, tag)
		keysFrom(model.FromTag)(c, tag)
	}
}

// refs reads trcli's "refs:SHOP-1,SHOP-2"; its other fields are TestRail's own.
func refs(c *model.Case, v string) {
	if list, ok := strings.CutPrefix(v, "refs:"); ok {
		keysFrom(model.FromRefs)(c, list)
	}
}

func set(field *string, v string) { *field = cmp.Or(*field, v) }

func truthy(v string) bool {
	return slices.Contains([]string{"", "true", "1", "yes", "on"}, strings.ToLower(v))
}

func listed(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}

// contextOf reads what one suite says of the run.
func contextOf(props []property) model.Context {
	var c model.Context
	for _, p := range props {
		format.Describe(&c, p.name, p.value)
	}
	return c
}
