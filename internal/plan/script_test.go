package plan_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
)

// outcomes are the letters that stand for results.
var outcomes = map[rune]model.Outcome{'p': model.Passed, 'f': model.Failed, 's': model.Skipped, 'b': model.Blocked, 'r': model.Passed}

// results reads cases, one a line: a title, then words. `chrome=ff` are its results in
// an environment, an hour apart, `ff` those without one; `1:ff` those of row 1, and a
// trailing `~cause` is what they fail with; a `+` lets a day pass. @SHOP-1 is a key that the test names, and
// defects=SHOP-1,id:10001 is what the defect field of the results that decide the lines of the words before it names.
// A title with {1..25} stands for as many cases.
// names=SHOP-7,id:10007 are the issues that the tool says of the results that follow.
// Other words are manual, muted, retired=5 (runs without it), was=old_title of a renamed case, version=1.4 for the runs of the words that follow, and
// old for results of two months ago.
func (t *town) results(text string) {
	t.world = model.World{Cases: map[model.CaseID]model.Case{}, Runs: map[model.RunID]model.Run{}, Failures: map[model.LineKey]model.Result{},
		Reports: map[model.LineKey][]model.Report{}, Retired: map[model.CaseID]model.Retirement{}, Renamed: map[model.CaseID]model.CaseID{}}
	t.took = map[model.RunID]map[model.CaseID]bool{}
	for _, row := range expand(strings.Split(strings.TrimSpace(text), "\n")) {
		title, words, _ := strings.Cut(row, ":")
		if title == "" {
			continue
		}
		c := model.Case{ID: caseID(title), Source: "web", Title: title, Name: title, Automated: true}
		version, names := "", []string(nil)
		begin := time.Date(2026, 7, 1, 1, 0, 0, 0, time.UTC)
		if slices.Contains(strings.Fields(words), "old") {
			begin = begin.AddDate(0, -2, 0)
		}
		for _, word := range strings.Fields(words) {
			key, named := strings.CutPrefix(word, "@")
			switch {
			case named:
				c.Keys = append(c.Keys, model.KeyRef{Key: key, From: model.FromTag})
			case word == "manual":
				c.Automated = false
			case word == "muted":
				c.Muted = true
			case word == "old":
			case strings.HasPrefix(word, "defects="):
				t.attach(c.ID, strings.Split(strings.TrimPrefix(word, "defects="), ","))
			case strings.HasPrefix(word, "retired="):
				runs, _ := strconv.Atoi(strings.TrimPrefix(word, "retired="))
				t.world.Retired[c.ID] = model.Retirement{Since: time.Date(2026, 7, 1, 2, 0, 0, 0, time.UTC), Runs: runs}
			case strings.HasPrefix(word, "was="):
				t.world.Renamed[c.ID] = caseID(strings.ReplaceAll(strings.TrimPrefix(word, "was="), "_", " "))
			case strings.HasPrefix(word, "names="):
				names = strings.Split(strings.TrimPrefix(word, "names="), ",")
			case strings.HasPrefix(word, "version="):
				version = strings.TrimPrefix(word, "version=")
			default:
				t.line(c, word, begin, version, names)
			}
		}
		t.world.Cases[c.ID] = c
	}
	slices.SortFunc(t.world.Lines, func(a, b model.Line) int { return a.Compare(b.LineKey) })
}

// attach names issues in the defect fields of the results that decide the lines of a case.
func (t *town) attach(id model.CaseID, issues []string) {
	for key, r := range t.world.Failures {
		if key.Case == id {
			r.Defects = append(slices.Clone(r.Defects), issues...)
			t.world.Failures[key] = r
		}
	}
}

// several is what stands for many cases in one line: `{1..25}`.
var several = regexp.MustCompile(`\{(\d+)\.\.(\d+)\}`)

// expand writes a line for each of the cases that one line stands for.
func expand(rows []string) []string {
	var out []string
	for _, row := range rows {
		m := several.FindStringSubmatch(row)
		if m == nil {
			out = append(out, row)
			continue
		}
		from, _ := strconv.Atoi(m[1])
		to, _ := strconv.Atoi(m[2])
		for n := from; n <= to; n++ {
			out = append(out, strings.ReplaceAll(row, m[0], fmt.Sprintf("%03d", n)))
		}
	}
	return out
}

// caseID is the id of a case by its title.
func caseID(title string) model.CaseID {
	return model.Identify("web", model.Case{Class: "shop", Name: title})
}

// line adds one line to the world.
func (t *town) line(c model.Case, word string, begin time.Time, version string, names []string) {
	id := c.ID
	word, cause, _ := strings.Cut(word, "~")
	key := model.LineKey{Case: id, Branch: "main"}
	if row, rest, ok := strings.Cut(word, ":"); ok {
		key.Row, word = "["+row+"]", rest
	}
	if env, rest, ok := strings.Cut(word, "="); ok {
		key.Environment, word = env, rest
	}
	var points []model.Point
	at := begin.Add(-time.Hour)
	for n, letter := range word {
		if at = at.Add(time.Hour); letter == '+' {
			at = at.Add(23 * time.Hour)
			continue
		}
		run := model.Run{ID: model.RunID(fmt.Sprint("run-", begin.Month(), n, version)), Name: fmt.Sprint(800 + n), Finished: at, Context: model.Context{Version: version}}
		t.world.Runs[run.ID] = run
		if t.took[run.ID] == nil {
			t.took[run.ID] = map[model.CaseID]bool{}
		}
		t.took[run.ID][id] = true
		p := model.Point{Run: run.ID, Finished: run.Finished, Outcome: outcomes[letter], Flaky: letter == 'r'}
		if p.Outcome == model.Failed {
			p.Signature = "sig-" + cause
		}
		if p.Flaky {
			p.Signature = "sig-of the first attempt"
		}
		points = append(points, p)
	}
	l := model.Fold(key, points)
	t.world.Lines = append(t.world.Lines, l)
	if l.Failing() {
		t.world.Failures[key] = model.Result{Case: id, Outcome: model.Failed, Failure: &model.Failure{Message: "expected " + cause}}
		t.report(c.Title, key, l.Results, l.Deciding, names)
	}
}

// settings reads `name: value` lines.
func (t *town) settings(text string) error {
	for _, line := range strings.Split(text, "\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		value = strings.TrimSpace(value)
		switch name {
		case "policy":
			t.rules.Policy = plan.Policy(value)
		case "resolve":
			t.rules.Resolve = plan.Resolve(value)
		case "creates":
			t.rules.Limits.Creates, _ = strconv.Atoi(value)
		case "transitions":
			t.rules.Limits.Transitions, _ = strconv.Atoi(value)
		case "retests":
			t.rules.Limits.Retests, _ = strconv.Atoi(value)
		case "links in create":
			t.rules.LinksInCreate = value == "yes"
		case "paused":
			t.rules.Paused = value
		case "moved":
			t.rules.Moved = value
		case "incomplete":
			t.complete = false
		case "behind", "catching up":
			t.complete = false
			t.behind = map[string]plan.Lag{"web": {First: name == "behind", Progress: model.Progress{Done: 41, Total: 130, Of: "runs"}}}
		case "read whole":
			t.complete, t.behind = true, nil
		case "pages":
			t.wishes.Web = value
		default:
			do, ok := ruled[name]
			if !ok {
				do, ok = showing[name]
			}
			if !ok {
				do, ok = toldBy[name]
			}
			if !ok {
				return fmt.Errorf("no setting %q", name)
			}
			if err := do(t, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// ruled are the settings of the judgement.
var ruled = map[string]func(*town, string) error{
	"together": func(t *town, v string) error { t.rules.Together = v == "yes"; return nil },
	"per":      func(t *town, v string) error { t.wishes.Per = desired.Per(v); return nil },
	"flood":    func(t *town, v string) (err error) { t.rules.Flood.Cases, err = strconv.Atoi(v); return err },
	"share":    func(t *town, v string) (err error) { t.rules.Flood.Share, err = strconv.ParseFloat(v, 64); return err },
	"at least": func(t *town, v string) (err error) { t.rules.Flood.AtLeast, err = strconv.Atoi(v); return err },
	"reopen":   func(t *town, v string) error { t.rules.Reopen.By = plan.Resolve(v); return nil },
	"flapping": func(t *town, v string) (err error) { t.rules.Flapping.Turns, err = strconv.Atoi(v); return err },
	"edits":    func(t *town, v string) (err error) { t.rules.Limits.Edits, err = strconv.Atoi(v); return err },
	"per day":  func(t *town, v string) (err error) { t.rules.Limits.CreatesPerDay, err = strconv.Atoi(v); return err },
	"after":    func(t *town, v string) (err error) { t.wishes.After, err = time.ParseDuration(v); return err },
	"setup":    func(t *town, v string) error { t.setup = v; return nil },
	"until": func(t *town, v string) error {
		span, _ := time.ParseDuration(v)
		t.rules.Reopen.Until = plan.Until{Signature: v == "signature", Release: v == "release", After: span}
		return nil
	},
	"known": func(t *town, v string) error {
		match, issue, _ := strings.Cut(v, " -> ")
		t.wishes.Known = append(t.wishes.Known, desired.KnownRule{Match: regexp.MustCompile(match), Issue: issue})
		return nil
	},
}

// people does what people, or accidents, do, one deed a line.
func (t *town) people(text string) error {
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		deed, key, rest := words[0], "", ""
		if len(words) > 1 {
			key, rest = words[1], strings.Join(words[2:], " ")
		}
		if do, ok := onIssue[deed]; ok {
			i := t.issue(key)
			do(t, &i, rest)
			t.issues[i.ID] = i
			continue
		}
		do, ok := deeds[deed]
		if !ok {
			return fmt.Errorf("nobody can %q", line)
		}
		do(t, strings.TrimSpace(strings.TrimPrefix(line, deed)))
	}
	return nil
}

// onIssue are deeds that change an issue.
var onIssue = map[string]func(*town, *jira.Issue, string){
	"closes": func(t *town, i *jira.Issue, as string) {
		i.Status, i.Category, i.Resolution, i.CategorySince = "Done", jira.Done, as, t.now
	},
	"opens": func(t *town, i *jira.Issue, _ string) {
		i.Status, i.Category, i.Resolution, i.CategorySince = "To Do", jira.ToDo, "", t.now
	},
	"fixes": func(_ *town, i *jira.Issue, version string) {
		i.FixVersions = append(slices.Clone(i.FixVersions), version)
	},
	"duplicates": func(_ *town, i *jira.Issue, key string) {
		i.Links = append(slices.Clone(i.Links), jira.Linked{Type: "Duplicate", Key: key, Outward: true})
	},
	"duplicated": func(_ *town, i *jira.Issue, key string) {
		i.Links = append(slices.Clone(i.Links), jira.Linked{Type: "Duplicate", Key: key})
	},
	"starts": func(_ *town, i *jira.Issue, _ string) { i.Status, i.Category = "In Progress", jira.InProgress },
	"labels": func(_ *town, i *jira.Issue, l string) {
		i.Labels = append(slices.Clone(i.Labels), strings.Fields(l)...)
	},
	"unlabels":  func(_ *town, i *jira.Issue, _ string) { i.Labels = i.Labels[:1] },
	"titles":    func(_ *town, i *jira.Issue, s string) { i.Summary = s },
	"describes": func(_ *town, i *jira.Issue, s string) { i.Description = jira.Canonical(s) },
	"moves": func(t *town, i *jira.Issue, key string) {
		t.former[i.Key] = i.ID
		i.Key, i.Project = key, model.Project(key)
	},
	"misses": func(t *town, i *jira.Issue, _ string) {
		s := t.sightings[i.ID]
		if s.Looks++; s.Looks == 1 {
			s.Missed = t.now
		}
		t.sightings[i.ID] = s
	},
	"archives": func(t *town, i *jira.Issue, _ string) { i.Archived = t.now },
	"freezes":  func(t *town, i *jira.Issue, _ string) { i.Frozen = t.now },
	"sets":     sets,
	"secures":  func(_ *town, i *jira.Issue, level string) { i.Security = level },
	"restores": func(_ *town, i *jira.Issue, _ string) { i.Archived, i.Frozen = time.Time{}, time.Time{} },
	"shows":    func(t *town, i *jira.Issue, _ string) { delete(t.sightings, i.ID) },
	"unlinks": func(_ *town, i *jira.Issue, key string) {
		i.Links = slices.DeleteFunc(slices.Clone(i.Links), func(l jira.Linked) bool { return l.Key == key })
	},
	"marks": func(_ *town, i *jira.Issue, title string) {
		i.Labels = append(slices.Clone(i.Labels), ledger.Labels("acme", keyOf(title), 1)...)
	},
	"clones": func(t *town, i *jira.Issue, who string) { // as Jira does it: the two are linked
		c := *i
		c.ID, c.Key, c.Creator = "", fmt.Sprint("SHOP-", t.next), who
		c.Links = append(slices.Clone(c.Links), jira.Linked{Type: "Cloners", Key: i.Key, Outward: true})
		t.next++
		t.put(c)
	},
	"copies": func(t *town, i *jira.Issue, who string) {
		c := *i
		c.ID, c.Key, c.Creator = "", fmt.Sprint("SHOP-", t.next), who
		t.next++
		t.put(c)
	},
}

// deeds are the others.
var deeds = map[string]func(*town, string){
	"waits":    func(t *town, s string) { d, _ := time.ParseDuration(s); t.now = t.now.Add(d) },
	"declines": refusesShown,
	"forgets":  func(t *town, _ string) { t.rows, t.links = map[string]ledger.Entry{}, map[string]ledger.Link{} },
	"hides":    func(t *town, key string) { delete(t.issues, t.issue(key).ID) },
	"adds": func(t *town, s string) {
		key, summary, _ := strings.Cut(s, " ")
		t.put(jira.Issue{Key: key, Type: "Bug", Status: "To Do", Category: jira.ToDo, Summary: summary, Creator: "ann"})
	},
	"plans": func(t *town, s string) { // another story
		key, summary, _ := strings.Cut(s, " ")
		t.put(jira.Issue{Key: key, Type: "Story", Status: "To Do", Category: jira.ToDo, Summary: summary, Creator: "ann"})
	},
	"orders": func(t *town, s string) { // verb, issue or -, title
		verb, rest, _ := strings.Cut(s, " ")
		key, title, _ := strings.Cut(rest, " ")
		o := ledger.Order{Case: string(caseID(title)), Verb: ledger.OrderVerb(verb), Who: "ann", At: t.now}
		if key != "-" {
			o.Issue, o.IssueID = key, t.issue(key).ID
		}
		t.facts.Orders = append(t.facts.Orders, o)
	},
	"sticks": func(t *town, key string) { // no transition was to be had
		i := t.issue(key)
		for name, e := range t.rows {
			if e.IssueID == i.ID {
				e.Stuck, e.UpdatedAt = i.Status, t.now
				t.rows[name] = e
			}
		}
	},
	"unorders": func(t *town, title string) {
		t.facts.Orders = slices.DeleteFunc(t.facts.Orders, func(o ledger.Order) bool { return o.Case == string(caseID(title)) })
	},
	"parks": func(t *town, s string) { // verb, issue, words: what is planned of that kind is refused by Jira
		verb, rest, _ := strings.Cut(s, " ")
		key, words, _ := strings.Cut(rest, " ")
		in, err := t.input()
		if err != nil {
			panic(err)
		}
		p, _ := plan.Make(in)
		for _, c := range p.Changes {
			if string(c.Verb) == verb && c.Target.Issue == key {
				t.facts.Parked = append(t.facts.Parked, ledger.Parked{ID: c.Parking()}.Refuse(words, t.setup, t.now))
			}
		}
	},
	"loosens": func(t *town, name string) {
		for i, b := range t.facts.Breakers {
			if b.Name() == name {
				t.facts.Breakers[i] = ledger.Breaker{Project: b.Project, Verb: b.Verb, Released: t.now, Who: "ann"}
			}
		}
	},
	"sends":    func(t *town, title string) { t.put2(must(t.claimed(title).Mark(1, 0, t.now))) },
	"releases": func(t *town, title string) { t.put2(t.claimed(title)) },
	"refuses": func(t *town, title string) {
		t.put2(must(must(t.claimed(title).Mark(1, 0, t.now)).Refuse("priority: is required", t.now)))
	},
}

// keyOf is the defect key of a case by its title.
func keyOf(title string) string { return wishes("").Key(model.Case{ID: caseID(title), Source: "web"}) }

// claimed is the row of a case that has been claimed.
func (t *town) claimed(title string) ledger.Entry {
	return ledger.Entry{Key: keyOf(title), Generation: 1, State: ledger.Planned, Role: ledger.Own, Site: "main",
		Project: "SHOP", Source: "web", Case: string(caseID(title)), CreatedAt: t.now, UpdatedAt: t.now}
}

// put2 keeps a row.
func (t *town) put2(e ledger.Entry) { t.rows[e.Name()] = e }
