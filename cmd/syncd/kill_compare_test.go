package main

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"

	simjira "syncd/internal/sim/jira"
)

// portraits are how Jira looks after a run that nobody disturbs, by edition and number of
// failing tests.
var portraits struct {
	sync.Mutex
	of map[string]string
}

// compare wants Jira to look as after a run that nobody disturbs: ours and what people
// have, their links, comments and files. Only numbers and times may differ.
func (w *wreck) compare(n int, edition simjira.Edition) {
	w.Helper()
	want := w.undisturbed(n, edition)
	if got := w.portrait(); got != want {
		w.Errorf("jira does not look as after a run that nobody disturbs:\n%s\nwant:\n%s", got, want)
	}
}

// undisturbed is the portrait of a run without a kill.
func (w *wreck) undisturbed(n int, edition simjira.Edition) string {
	w.Helper()
	portraits.Lock()
	defer portraits.Unlock()
	key := edition.String() + strings.Repeat("+", n)
	if portraits.of == nil {
		portraits.of = map[string]string{}
	}
	if portraits.of[key] == "" {
		calm := newWreckOn(w.T, w.binary, n, edition, through)
		calm.recover()
		portraits.of[key] = calm.portrait()
	}
	return portraits.of[key]
}

// portrait is all that people see of all issues; ours go by their marks.
func (w *wreck) portrait() string {
	w.Helper()
	names := map[string]string{}
	for _, i := range w.sim.Issues() {
		if at := slices.IndexFunc(i.Labels, func(l string) bool { return strings.HasPrefix(l, "syncd.") }); at >= 0 {
			names[i.Key] = i.Labels[at]
		}
	}
	var seen []string
	for _, i := range w.sim.Issues() {
		var links, remote, comments []string
		for _, l := range i.Links {
			if names[l.Key] != "" {
				l.Key = names[l.Key]
			}
			links = append(links, l.Key)
		}
		slices.Sort(links)
		for _, l := range i.RemoteLinks {
			remote = append(remote, l.Title)
		}
		for _, c := range i.Comments {
			comments = append(comments, c.Author)
		}
		name := i.Key
		if names[i.Key] != "" {
			name = names[i.Key]
		}
		text, err := json.Marshal([]any{name, i.Summary, i.Description, i.Status, i.Labels, links, remote, comments, i.Attachments})
		if err != nil {
			w.Fatal(err)
		}
		seen = append(seen, string(text))
	}
	slices.Sort(seen)
	return strings.Join(seen, "\n")
}
