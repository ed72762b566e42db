package testrail_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	simtestrail "syncd/internal/sim/testrail"
)

// noon is when the seed of a rig begins to age.
var noon = time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)

// rig is a simulator and a client of it, in the process.
type rig struct {
	t          *testing.T
	sim        *simtestrail.Server
	user, pass string
}

// newRig stands still at noon unless the options have a clock.
func newRig(t *testing.T, opts simtestrail.Options) *rig {
	t.Helper()
	if opts.Now == nil {
		opts.Now = func() time.Time { return noon }
	}
	sim, err := simtestrail.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{t, sim, "demo@example.com", "demo-key"}
}

func (r *rig) as(user, pass string) *rig { return &rig{r.t, r.sim, user, pass} }

type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   string
	err    error
}

// send asks for a method, or for a path that begins with a slash.
func (r *rig) send(verb, path, body string, edit func(*http.Request)) reply {
	r.t.Helper()
	if !strings.HasPrefix(path, "/") {
		path = "/index.php?/api/v2/" + path
	}
	req, err := http.NewRequestWithContext(r.t.Context(), verb, "http://testrail.example"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if r.user != "" {
		req.SetBasicAuth(r.user, r.pass)
	}
	if edit != nil {
		edit(req)
	}
	resp, err := r.sim.Client().Do(req)
	if err != nil {
		return reply{t: r.t, err: err}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return reply{r.t, resp.StatusCode, resp.Header, strings.TrimSpace(string(raw)), err}
}

func (r *rig) get(path string) reply        { r.t.Helper(); return r.send("GET", path, "", nil) }
func (r *rig) post(path, body string) reply { r.t.Helper(); return r.send("POST", path, body, nil) }

// want insists on a status, and hands the reply on.
func (p reply) want(status int) reply {
	p.t.Helper()
	if p.err != nil {
		p.t.Fatalf("request failed: %v", p.err)
	}
	if p.status != status {
		p.t.Fatalf("status %d, want %d: %s", p.status, status, p.body)
	}
	return p
}

// refused insists on a refusal and its words.
func (p reply) refused(status int, text string) {
	p.t.Helper()
	var body struct{ Error string }
	p.want(status).into(&body)
	if body.Error != text {
		p.t.Errorf("error is %q, want %q", body.Error, text)
	}
}

func (p reply) into(v any) {
	p.t.Helper()
	if err := json.Unmarshal([]byte(p.body), v); err != nil {
		p.t.Fatalf("%v: %s", err, p.body)
	}
}

// page is the envelope of a list.
type page struct {
	Offset, Limit, Size int
	Links               struct{ Next, Prev *string } `json:"_links"`
	Results             []row
	Cases               []row
	Runs                []row
	Tests               []row
	Plans               []map[string]any
	Projects            []row
}

// row is what the tests look at of an entry.
type row struct {
	ID       int64
	CaseID   int64  `json:"case_id"`
	StatusID *int64 `json:"status_id"`
	Created  int64  `json:"created_on"`
	Updated  int64  `json:"updated_on"`
	Defects  *string
	Refs     *string
	Title    string
	Done     bool `json:"is_completed"`
	Deleted  int  `json:"is_deleted"`
	Passed   int  `json:"passed_count"`
	Failed   int  `json:"failed_count"`
	Untested int  `json:"untested_count"`
	Remarks  int  `json:"custom_status1_count"`
}

// list reads one page.
func (r *rig) list(path string) page {
	r.t.Helper()
	var p page
	r.get(path).want(200).into(&p)
	return p
}

// ids lists the ids of rows.
func ids(rows []row) []int64 {
	out := []int64{}
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}
