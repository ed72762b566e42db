package record

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/verdict"
)

// StoryItem is one line of the list of stories, as the latest cycle of a sync judged it.
type StoryItem struct {
	Sync     string           `json:"sync"`
	Key      string           `json:"key"`
	Title    string           `json:"title,omitempty"` // "" for an issue with a security level, or one not seen yet
	Status   string           `json:"status,omitempty"`
	Verdict  verdict.Word     `json:"verdict"`
	Passed   int              `json:"passed"` // cases
	Total    int              `json:"total"`
	Reason   string           `json:"reason"`
	AsOf     time.Time        `json:"as_of,omitzero"` // latest of its results
	Evidence verdict.Evidence `json:"evidence"`
	Releases []string         `json:"releases,omitempty"`

	// What whoever shows it adds.
	Ref  string `json:"ref,omitempty"`  // with the name of its Jira, where there are several
	Link string `json:"link,omitempty"` // to its issue
}

// StoryFilter says which stories to list, by project and number; empty fields let
// everything through.
type StoryFilter struct {
	Syncs   []string // of these syncs; nil: of none
	Verdict verdict.Word
	Project string
	Search  string // a part of key or title; case does not matter
	After   string // place of the last one of the page before; see StoryItem.Place
	Limit   int    // 0 means all
}

// Check refuses a verdict that there is none of: a list that is empty by mistake reads
// like good news.
func (f StoryFilter) Check() error {
	if f.Verdict == "" || slices.Contains(verdict.Words(), f.Verdict) {
		return nil
	}
	var words []string
	for _, w := range verdict.Words() {
		words = append(words, string(w))
	}
	return fmt.Errorf("there is no verdict %q; verdicts are: %s", f.Verdict, strings.Join(words, ", "))
}

// StoryPage is one page of the list.
type StoryPage struct {
	Stories []StoryItem `json:"stories"`
	Next    string      `json:"next,omitempty"` // what to give as After, "" at the end
	// Verdicts counts what the filter lets through but for its verdict; Projects are all
	// that there are.
	Verdicts map[verdict.Word]int `json:"verdicts"`
	Projects []string             `json:"projects"`
}

// Place says where in the list the story stands.
func (r StoryItem) Place() string { return r.Key + "@" + r.Sync }

// ReadStoryPlace reads what Place wrote: project, number and sync.
func ReadStoryPlace(place string) (project string, number int, sync string, err error) {
	key, sync, ok := strings.Cut(place, "@")
	project, number = KeyParts(key)
	if !ok || number == 0 {
		return "", 0, "", fmt.Errorf("%q is no place in the list of stories: take `next` of the page before", place)
	}
	return project, number, sync, nil
}

// KeyParts takes an issue key apart, so that SHOP-9 comes before SHOP-10. What is no key
// has the number 0.
func KeyParts(key string) (project string, number int) {
	at := strings.LastIndexByte(key, '-')
	if at < 0 {
		return key, 0
	}
	n, err := strconv.Atoi(key[at+1:])
	if err != nil {
		return key, 0
	}
	return key[:at], n
}

// StoryItems puts stories as they were judged beside their issues.
func StoryItems(sync string, stories []verdict.Story, issues []jira.Issue) []StoryItem {
	byKey := map[string]jira.Issue{}
	for _, i := range issues {
		byKey[i.Key] = i
	}
	out := make([]StoryItem, 0, len(stories))
	for _, st := range stories {
		row := StoryItem{Sync: sync, Key: st.Key, Verdict: st.Verdict, Passed: st.Passed, Total: st.Total, Reason: st.Reason, AsOf: st.AsOf, Evidence: st.Evidence()}
		if i, seen := byKey[st.Key]; seen && i.Security == "" {
			row.Title, row.Status, row.Releases = i.Summary, i.Status, i.FixVersions
		}
		out = append(out, row)
	}
	return out
}

// Untested lists the issues that must be tested and that no story of a list is, as
// stories without a test.
func Untested(stories []verdict.Story, required map[string]bool, issues []jira.Issue) []verdict.Story {
	judged := map[string]bool{}
	for _, st := range stories {
		judged[st.Key] = true
	}
	var out []verdict.Story
	for _, i := range issues {
		if required[i.ID] && !judged[i.Key] {
			out = append(out, verdict.Story{Key: i.Key, Verdict: verdict.Uncovered, Reason: "no test names it", Cases: []model.CaseID{}, BySource: map[string]verdict.Tally{}})
		}
	}
	return out
}

// storyColumns are the columns of the list as CSV.
var storyColumns = []string{"key", "title", "status", "verdict", "passed", "total", "reason", "as of", "evidence", "releases", "sync", "link"}

// StoryCSV writes stories for spreadsheets, page after page.
func StoryCSV(w io.Writer) (func([]StoryItem) error, error) {
	return sheet(w, storyColumns, func(r StoryItem) []string {
		return []string{r.Key, r.Title, r.Status, string(r.Verdict), strconv.Itoa(r.Passed), strconv.Itoa(r.Total), r.Reason, moment(r.AsOf),
			string(r.Evidence), strings.Join(r.Releases, " "), r.Sync, r.Link}
	})
}
