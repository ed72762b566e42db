package sourcetest

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"syncd/internal/httpx"
	"syncd/internal/secret"
	"syncd/internal/source"
)

// Tour is what the suite needs to know of a tool that is spoken to over HTTP. The tour is
// made in a bubble of virtual time, against a simulator that is called in the process.
type Tour struct {
	Spec source.Spec
	// Suite checks example and config.
	Broken map[string]func(source.Config)
	// Config returns a sound section. Secrets in it are references of any kind; all of them
	// hold Token.
	Config func() source.Config
	Token  string
	// Open starts a simulated tool that has cases, several runs with results of every
	// kind, a planned test, a status that nothing maps and a failed result, all within the
	// last weeks.
	Open func(t *testing.T, s Shape) Tool
	// Requests is how many requests a collection may take at which nothing is new; 0 means
	// any number.
	Requests int
	// NoStories is true for a tool that could name stories and is set up or paid for so that
	// it does not.
	NoStories bool
}

// Shape is how the tool is to behave.
type Shape struct {
	Page  int           // the most that it puts on a page, however much is asked for; 0: as it likes
	Drift bool          // unknown members, null where it may be, numbers as texts
	Empty bool          // there is nothing in it
	Ahead time.Duration // of its clock before ours
	// Start is when the tool was set up: its clock says so while it is opened, so that what
	// is in it has the same times whenever that happens.
	Start time.Time
}

// Tool is a simulated tool with what people do in it. Deeds that a tool does not know are
// nil, and what would show them is left out.
type Tool struct {
	Transport http.RoundTripper
	// Execute adds so many failed results of cases that are there, at one moment, and
	// returns their executions.
	Execute func(n int) []string
	// Edit changes a result that is there, without running the test again: a defect is
	// added to the failed one.
	Edit func()
	// Retire takes a case out of use, by a status that says so, and Remove deletes one; each
	// returns what the tool calls it, as model.Case.Explicit has it.
	Retire func() string
	Remove func() string
	// Restore takes the case that Retire took out into use again.
	Restore func()
	// Delete takes a run away.
	Delete func()
	// Grow makes so many results.
	Grow func(results int)
	// Named says which issues the failed result names, as the tool itself has it, however
	// they came there, and how many writes there were.
	Named func(ref string) (keys []string, writes int)
	// Asked reports whether a retest of the result's test was asked for.
	Asked func(ref string) bool
}

// Do takes a tool through the tour.
func Do(t *testing.T, tour Tour) {
	t.Helper()
	suite := Suite{Broken: tour.Broken, Config: func(*testing.T) source.Config { return tour.Config() }}
	t.Run("spec", func(t *testing.T) {
		describes(t, tour.Spec)
		informs(t, tour.Spec)
	})
	t.Run("example", func(t *testing.T) { suite.example(t, tour.Spec) })
	t.Run("broken", func(t *testing.T) { suite.broken(t) })
	for _, stop := range []struct {
		name string
		at   func(*testing.T, *visit)
	}{
		{"whole", whole}, {"pages", pages}, {"drift", drift}, {"empty", empty}, {"again", again}, {"new", fresh}, {"edited", edited}, {"deleted", deleted}, {"retired", retires},
		{"equal times", equalTimes}, {"parts", parts}, {"late", late}, {"clock", clock}, {"cancelled", cancels}, {"throttled", throttled}, {"refused", refusals},
		{"broken answers", brokenAnswers}, {"secrets", secrets}, {"survey", surveys}, {"backlink", backlinks}, {"asked", asks}, {"lost answer", lostAnswer}, {"retest", retests},
	} {
		t.Run(stop.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { stop.at(t, &visit{tour: tour}) })
		})
	}
}

// visit is one stop of the tour.
type visit struct {
	tour Tour
	tool Tool
	net  *meddler
}

// open starts the tool and returns the source that reads it.
func (v *visit) open(t *testing.T, s Shape) source.Source {
	t.Helper()
	if s.Start = Monday; time.Now().Before(s.Start) {
		time.Sleep(time.Until(s.Start))
	}
	v.tool = v.tour.Open(t, s)
	v.net = &meddler{next: v.tool.Transport}
	src, err := v.tour.Config().New(v.env())
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// env is what the house lends.
func (v *visit) env() source.Env {
	return source.Env{Name: Name, Namespace: Namespace, Log: zap.NewNop(), Now: time.Now, Location: time.UTC,
		Dial: func(o httpx.Options) *httpx.Client {
			o.Transport = v.net
			return httpx.New(o)
		},
		Secret: func(secret.Ref) (secret.Secret, error) { return secret.New(v.tour.Token), nil }}
}

// needs leaves a stop out that the tool has nothing for. That a tool offers less is no
// skipped test: its Spec says so, and is held to it.
func needs(t *testing.T, able bool, there bool) bool {
	t.Helper()
	if able && !there {
		t.Fatal("the spec says that the tool can do this, and the tour has no deed for it")
	}
	return there
}

// mentions reports whether a text holds the token, whole or as Basic would send it.
func (v *visit) mentions(text string) bool { return strings.Contains(text, v.tour.Token) }
