package desired

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/rule"
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
	target := address(run.Context.URL)
	if r.Web != "" {
		target = strings.TrimRight(r.Web, "/") + "/stories/" + story
	}
	if target == "" {
		return StoryLink{}, false
	}
	title := fmt.Sprintf("%s: %d of %d passed", source, t.Passed, t.Total)
	link := jira.RemoteLink{
		GlobalID: r.storyID(source, story),
		URL:      target, Title: title, Relationship: "tested by",
		Summary:  fmt.Sprintf("%s, %s", Occasion{Run: run}.name(), t.AsOf.UTC().Format("2006-01-02 15:04 MST")),
		Resolved: t.Total > 0 && t.Passed == t.Total,
	}
	digest := []string{"link:v1", title, link.GlobalID, fmt.Sprint(t.Failed)}
	if r.Web != "" {
		digest = append(digest, target) // a run's address changes with each run, ours does not
	}
	return StoryLink{Story: story, Source: source, Link: link, Digest: model.Key16(digest...),
		Why: fmt.Sprintf("%d of %d tests from %s pass", t.Passed, t.Total, source)}, true
}

// LinkedBy reads which source's story link a globalId names, and the key that the story had
// then; false for what is no story link of these rules, or too long to be read back.
func (r Rules) LinkedBy(globalID string) (source, story string, ok bool) {
	for _, source := range slices.Sorted(maps.Keys(r.Namespace)) {
		if story, ok := strings.CutPrefix(globalID, r.storyID(source, "")); ok && story != "" && !strings.Contains(story, ":") {
			return source, story, true
		}
	}
	return "", "", false
}

// storyID is the globalId of a source's link on a story.
func (r Rules) storyID(source, story string) string {
	return globalID(r.Owner, "story", r.namespace(source), story)
}

// CaseLink is the link from somebody else's defect to a case that it explains.
func (r Rules) CaseLink(d Defect) (jira.RemoteLink, string) {
	page := cmp.Or(r.CasePage(d.Case.ID), address(d.Case.URL))
	l := jira.RemoteLink{GlobalID: globalID(r.Owner, "case", r.namespace(d.Case.Source), string(d.Case.ID)),
		URL: page, Title: rule.Cut(titleMax, "test: "+rule.OneLine(d.Case.Title)), Relationship: "fails because of this",
		Resolved: d.Evidence == Recovered}
	return l, model.Key16("link:v1", l.GlobalID, l.URL, l.Title, fmt.Sprint(l.Resolved))
}

// titleMax is the most that a remote link's title may be, in runes: Jira takes 255.
const titleMax = 250

// globalID names a remote link within its issue, within Jira's 255 bytes. What would
// be longer is hashed: cut off, two names could become one.
func globalID(owner string, parts ...string) string {
	id := "syncd:" + owner + ":" + strings.Join(parts, ":")
	if len(id) > jira.GlobalIDMax {
		id = "syncd:" + owner + ":" + model.Key16(parts...)
	}
	return id
}

// addressMax is the most that an address may be long, in bytes: Jira takes 2000.
const addressMax = 2000

// address returns the address if a browser may be sent there, else "".
func address(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(s) > addressMax || s != rule.OneLine(s) {
		return ""
	}
	return s
}
