package converge

import (
	"slices"
	"strings"

	simjira "syncd/internal/sim/jira"
)

// verdictField is the field in which stories show their verdict.
const verdictField = "customfield_10050"

// lies adds to what a person edits in a story the field that is computed, if any is: that
// one alone is overwritten.
func (w *world) lies(fields simjira.Fields) simjira.Fields {
	if w.config.shows() {
		fields["Test Verdict"] = map[string]string{"value": "blocked"}
	}
	return fields
}

// showing reports whether a deed of ours on an issue that is none of ours does no more than
// let a story show its verdict: in its field, and in labels of the family.
func (w *world) showing(m simjira.Mutation, p *ticket) bool {
	if !w.config.shows() || m.Verb != "update" || len(m.Changes) == 0 {
		return false
	}
	for _, c := range m.Changes {
		before, after := others(p.labels), others(strings.Fields(c.ToText))
		if c.FieldID != verdictField && (c.FieldID != "labels" || !slices.Equal(before, after)) {
			return false
		}
	}
	return true
}

// others are the labels that say no verdict, sorted.
func others(labels []string) []string {
	out := slices.DeleteFunc(slices.Clone(labels), func(l string) bool { return strings.HasPrefix(l, "qa-") })
	slices.Sort(out)
	return out
}

// judgeShown wants each story that tests name to show what they say, once.
func (w *world) judgeShown() {
	for _, i := range w.server.Issues() {
		if !w.config.shows() || i.Security == secret || slices.Contains(i.Labels, "syncd-ignore") || !strings.HasPrefix(i.Key, "SHOP-") {
			continue
		}
		want := w.verdict(i.ID)
		if want == "" || markOf(i.Labels) != "" {
			continue
		}
		var labels []string
		for _, l := range i.Labels {
			if strings.HasPrefix(l, "qa-") {
				labels = append(labels, l)
			}
		}
		if got := i.Custom["Test Verdict"]; got != want || !slices.Equal(labels, []string{"qa-" + strings.ReplaceAll(want, "_", "-")}) {
			w.fault("%s shows %q and %q, and its tests say %s", i.Key, got, labels, want)
		}
	}
}

// verdict is what the tests say of a story, "" if none names it.
func (w *world) verdict(id string) string {
	passed, total := w.tally(id)
	switch {
	case total == 0:
		return ""
	case w.fails(id):
		return "failing"
	case passed == 0:
		return "not_run"
	case passed < total:
		return "partly_tested"
	}
	return "fully_tested"
}

// fails reports whether a line of a test that names the story ended with a failure.
func (w *world) fails(id string) bool {
	var keys []string
	for _, i := range w.seeded {
		if now, there := w.server.Issue(i.ID); there && now.ID == id {
			keys = append(now.FormerKeys, now.Key)
		}
	}
	return slices.ContainsFunc(w.linesNow(), func(l line) bool {
		return len(l.points) > 0 && !l.passes() && slices.ContainsFunc(w.suite[l.test].stories, func(s string) bool { return slices.Contains(keys, s) })
	})
}
