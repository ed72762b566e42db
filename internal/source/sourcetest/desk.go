package sourcetest

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"slices"
	"testing"
	"time"

	"go.uber.org/zap"

	"syncd/internal/httpx"
	"syncd/internal/model"
	"syncd/internal/secret"
	"syncd/internal/source"
)

// Monday is when simulated tools are opened: the first moment of a bubble is the year 2000,
// long before there were such tools.
var Monday = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

// Arrive waits, in a bubble, until it is Monday. Tools are opened after it.
func Arrive() { time.Sleep(time.Until(Monday)) }

// Desk is where one source reads a simulated tool, in a bubble, for what is special about a
// kind.
type Desk struct {
	*testing.T
	Env    source.Env
	Cursor []byte // of the last fetch
	config source.Config
	source source.Source
}

// NewDesk opens a desk for a section, all of whose secrets hold token. Requests go to way.
func NewDesk(t *testing.T, section source.Config, token string, way http.RoundTripper) *Desk {
	return &Desk{T: t, config: section, Env: source.Env{Name: "manual", Namespace: "manual", Log: zap.NewNop(), Now: time.Now, Location: time.UTC,
		Dial:   func(o httpx.Options) *httpx.Client { o.Transport = way; return httpx.New(o) },
		Secret: func(secret.Ref) (secret.Secret, error) { return secret.New(token), nil }}}
}

// Source is the source, as it was built last.
func (d *Desk) Source() source.Source {
	d.Helper()
	if d.source == nil {
		d.Restart()
	}
	return d.source
}

// Restart builds the source anew, from the section as it is now.
func (d *Desk) Restart() {
	d.Helper()
	var err error
	if d.source, err = d.config.New(d.Env); err != nil {
		d.Fatal(err)
	}
}

// Writer builds the side that writes.
func (d *Desk) Writer() source.Backlinker {
	d.Helper()
	w, err := d.config.(source.Writable).Backlinker(d.Env)
	if err != nil {
		d.Fatal(err)
	}
	return w
}

// Fetch fetches once, and keeps the cursor.
func (d *Desk) Fetch() (model.Batch, error) {
	d.Helper()
	b, err := d.Source().Fetch(d.Context(), source.Request{Cursor: d.Cursor})
	if err == nil {
		d.Cursor = b.Cursor
	}
	return b, err
}

// Part fetches once; the tool may have more, or be in trouble.
func (d *Desk) Part() model.Batch {
	d.Helper()
	b, err := d.Fetch()
	if err != nil {
		d.Fatal(err)
	}
	return b
}

// Pull fetches once, and it must bring everything.
func (d *Desk) Pull() model.Batch {
	d.Helper()
	b, err := d.Fetch()
	if err != nil || !b.Complete {
		d.Fatalf("complete: %t, faults %v, error %v", b.Complete, b.Faults, err)
	}
	for _, r := range b.Results {
		if !slices.ContainsFunc(b.Runs, func(x model.Run) bool { return x.ID == r.Run }) || !slices.ContainsFunc(b.Cases, func(x model.Case) bool { return x.ID == r.Case }) {
			d.Errorf("%+v has no run or no case in its batch", r)
		}
	}
	return b
}

// Case is the case that the tool calls so; a case without a title where there is none.
func Case(b model.Batch, explicit string) model.Case {
	if i := slices.IndexFunc(b.Cases, func(c model.Case) bool { return c.Explicit == explicit }); i >= 0 {
		return b.Cases[i]
	}
	return model.Case{}
}

// Of are the results of a case in a run, by what the tool calls them.
func Of(b model.Batch, run, explicit string) []model.Result {
	kase := Case(b, explicit).ID
	var out []model.Result
	for _, r := range b.Results {
		if kase != "" && r.Case == kase && slices.ContainsFunc(b.Runs, func(x model.Run) bool { return x.ID == r.Run && x.Origin == run }) {
			out = append(out, r)
		}
	}
	return out
}

var update = flag.Bool("update", false, "write the golden files anew")

// Golden holds what comes of a simulator's seed against testdata/seed.golden.json.
func Golden(t *testing.T, b model.Batch) {
	t.Helper()
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(map[string]any{"cases": b.Cases, "runs": b.Runs, "results": b.Results, "unmapped": b.Unmapped}); err != nil {
		t.Fatal(err)
	}
	const name = "testdata/seed.golden.json"
	if *update {
		if err := os.WriteFile(name, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("reading the golden file (write it with -update): %v", err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the seed is read otherwise than %s has it; see what differs with -update and git diff", name)
	}
}
