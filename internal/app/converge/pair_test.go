package converge

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"syncd/internal/app"
	simjira "syncd/internal/sim/jira"
)

// pairTests is how many tests the suite of two instances has.
const pairTests = 6

// arrive files a run: each test may change sides before it.
func (p *pair) arrive() {
	p.stamp = p.stamp.Add(time.Duration(1+p.rng.IntN(20)) * time.Minute)
	var b, told strings.Builder
	fmt.Fprintf(&b, "<testsuite name=\"shop\" timestamp=\"%s\">", p.stamp.UTC().Format(time.RFC3339))
	for n := range pairTests {
		if p.rng.IntN(3) == 0 {
			p.broken[n] = !p.broken[n]
		}
		fmt.Fprintf(&b, `<testcase classname="shop.Cart" name="case%d"><properties><property name="story" value="SHOP-%d"/></properties>`, n, 1+n%2)
		if p.broken[n] {
			fmt.Fprintf(&told, " case%d", n)
			b.WriteString(`<failure message="expected 1 but was 2"/>`)
		}
		b.WriteString(`</testcase>`)
	}
	path := filepath.Join(p.dir, "results", fmt.Sprintf("run-%d.xml", p.stamp.Unix()))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(b.String()+"</testsuite>"), 0o644); err != nil {
		p.Fatal(err)
	}
	if err := os.Chtimes(path, p.stamp, p.stamp); err != nil {
		p.Fatal(err)
	}
	p.say("a run, in which fail:%s", &told)
}

// gesture is what a person does to an issue of ours.
func (p *pair) gesture() {
	var made []simjira.Issue
	for _, i := range p.server.Issues() {
		if markOf(i.Labels) != "" {
			made = append(made, i)
		}
	}
	if len(made) == 0 {
		return
	}
	i, ada := made[p.rng.IntN(len(made))], p.server.As(person)
	var err error
	switch p.rng.IntN(4) {
	case 0:
		p.edited[i.ID] = fmt.Sprintf("clearer: case %d", len(p.edited))
		err = ada.Edit(i.Key, simjira.Fields{"summary": p.edited[i.ID]})
	case 1:
		err = ada.Comment(i.Key, "I see this too")
	case 2:
		err = ada.AddLabel(i.Key, "triaged")
	case 3:
		err = ada.Transition(i.Key, "In Progress", "")
	}
	p.say("%s: a person does something: %v", i.Key, err)
}

// trouble makes Jira misbehave once or twice. What lands late lands within the settle time.
func (p *pair) trouble() {
	f := []simjira.Fault{
		{Effect: simjira.LostAnswer}, {Effect: simjira.LostAnswer}, {Effect: simjira.Drop}, {Effect: simjira.Truncate},
		{Effect: simjira.Late, After: simjira.Duration(1200 * time.Millisecond)}, {Effect: simjira.Hang},
		{Effect: simjira.Status, Status: 503}, {Effect: simjira.Status, Status: 429, Headers: map[string]string{"Retry-After": "1"}},
	}[p.rng.IntN(8)]
	f.Nth, f.Count = 1, 1+p.rng.IntN(2)
	f.Method, f.Path = "POST", "/issue(/bulk)?$"
	if p.rng.IntN(3) == 0 {
		f.Method, f.Path = "", ""
	}
	if err := p.server.Script(f); err != nil {
		p.Fatal(err)
	}
	p.say("jira: %s on %q, %d times", f.Effect, f.Path, f.Count)
}

// land has a request land although its sender is dead.
func (i *instance) land(r *http.Request, body []byte) {
	time.Sleep(800 * time.Millisecond)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if res, err := i.server.Transport().RoundTrip(r); err == nil {
		res.Body.Close()
	}
}

// heal ends all trouble and lets both work until nothing can be left to do.
func (p *pair) heal() {
	p.server.ClearFaults()
	for _, wait := range []time.Duration{pairLag, pairSettle} {
		time.Sleep(wait + time.Second)
		for _, i := range p.both {
			i.cycle(doom{})
		}
	}
}

// judge wants one issue per mark by the audit, one for each test that fails, nothing of
// others touched, what people wrote left alone, and nothing left to do for either.
func (p *pair) judge() {
	made, covered := map[string]string{}, map[string]bool{}
	for _, m := range p.server.Audit() {
		i, _ := p.server.Issue(m.IssueID)
		switch mark := markOf(i.Labels); {
		case m.User != ours:
		case mark == "" && m.Verb != "remotelink" && m.Verb != "link":
			p.Errorf("%s: %s of ours although it is not ours", m.Key, m.Verb)
		case m.Verb != "create":
		case made[mark] != "":
			p.Errorf("TWIN: %s and %s were both made as %s", made[mark], m.Key, mark)
		default:
			made[mark] = m.Key
			covered[testWord.FindString(i.Description)] = true
		}
	}
	p.count.creates = len(made)
	for n, broken := range p.broken {
		if name := fmt.Sprintf("case%d", n); broken && !covered[name] {
			p.Errorf("%s fails and has no defect", name)
		}
	}
	for id, text := range p.edited {
		if i, _ := p.server.Issue(id); i.Summary != text {
			p.Errorf("%s: its summary is %q, and a person wrote %q", i.Key, i.Summary, text)
		}
	}
	for _, i := range p.both {
		c, err := i.house.Cycle(p.Context(), app.Ask{Sync: "shop", Trigger: "judge", Dry: true})
		if err != nil || c.Failed() || len(c.Plan.Changes) > 0 {
			p.Errorf("%s still has something to do: %v %s %+v", i.name, err, told(c), c.Plan.Changes)
		}
	}
}
