package desired

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/verdict"
)

// StoryLink is the wish for one remote link on a story: what one source says of it.
type StoryLink struct {
	Story  string
	Source string
	Link   jira.RemoteLink
	Digest string // of what is worth writing: a further pass changes nothing
	Why    string
}

// Links returns the wished links of all stories, sorted by story and source. Where
// neither we have pages nor the run an address there is nothing to point at, and no
// link.
func Links(w model.World, stories map[string]verdict.Story, rules Rules) []StoryLink {
	var out []StoryLink
	for key, st := range stories {
		for source, tally := range st.BySource {
			if l, ok := rules.storyLink(w, key, source, tally); ok {
				out = append(out, l)
			}
		}
	}
	slices.SortFunc(out, func(a, b StoryLink) int {
		return cmp.Or(strings.Compare(a.Story, b.Story), strings.Compare(a.Source, b.Source))
	})
	return out
}

// storyLink is the link of one source on one story: "web-e2e: 34 of 36 passed". The
// run is told in the link's summary but is not part of the digest, because a link is
// rewritten only when an outcome changed.
func (r Rules) storyLink(w model.World, story, source string, t verdict.Tally) (StoryLink, bool) {
	run := w.Runs[t.Run]
	target := run.Context.URL
	if r.Web != "" {
		target = strings.TrimRight(r.Web, "/") + "/stories/" + story
	}
	if target == "" {
		return StoryLink{}, false
	}
	title := fmt.Sprintf("%s: %d of %d passed", source, t.Passed, t.Total)
	link := jira.RemoteLink{
		GlobalID: globalID(r.Owner, "story", r.Namespace[source], story),
		URL:      target, Title: title, Relationship: "tested by",
		Summary:  fmt.Sprintf("run %s, %s", cmp.Or(run.Name, "unknown"), t.AsOf.UTC().Format("2006-01-02 15:04 MST")),
		Resolved: t.Total > 0 && t.Passed == t.Total,
	}
	digest := []string{"link:v1", title, link.GlobalID, fmt.Sprint(t.Failed)}
	if r.Web != "" {
		digest = append(digest, target) // a run's address changes with each run, ours does not
	}
	return StoryLink{Story: story, Source: source, Link: link, Digest: model.Key16(digest...),
		Why: fmt.Sprintf("%d of %d tests from %s pass", t.Passed, t.Total, source)}, true
}

// CaseLink is the link from somebody else's defect to a case that it explains.
func (r Rules) CaseLink(d Defect) (jira.RemoteLink, string) {
	page := cmp.Or(r.CasePage(d.Case.ID), d.Case.URL)
	l := jira.RemoteLink{GlobalID: globalID(r.Owner, "case", r.Namespace[d.Case.Source], string(d.Case.ID)),
		URL: page, Title: "test: " + d.Case.Title, Relationship: "fails because of this",
		Resolved: d.Evidence == Recovered}
	return l, model.Key16("link:v1", l.GlobalID, l.URL, l.Title, fmt.Sprint(l.Resolved))
}

// globalID names a remote link within its issue, within Jira's 255 bytes.
func globalID(owner string, parts ...string) string {
	id := "syncd:" + owner + ":" + strings.Join(parts, ":")
	for len(id) > jira.GlobalIDMax {
		_, size := utf8.DecodeLastRuneInString(id)
		id = id[:len(id)-size]
	}
	return id
}
