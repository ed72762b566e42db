package jira_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
)

func TestControlPlane(t *testing.T) {
	r := newRig(t, simjira.Options{}).as("", "")
	login := r.as("demo@example.com", "demo-token")
	r.post("/_sim/person", `{"user":"ada@example.com","do":"create","project":"SHOP","type":"Bug","summary":"by hand"}`).want(200).says(`"key":"SHOP-13"`)
	r.post("/_sim/person", `{"user":"ada@example.com","do":"transition","issue":"SHOP-13","status":"Done","resolution":"Won't Do"}`).want(200)
	r.post("/_sim/person", `{"user":"ada@example.com","do":"fly"}`).want(400).says("unknown gesture")
	r.post("/_sim/person", `{"user":"ada@example.com","doo":"fly"}`).want(400).says("unknown field")
	if got := r.get("/_sim/audit?verb=create,delete").want(200).text("0", "user"); got != "ada@example.com" {
		t.Errorf("audit: %s", got)
	}
	if got := r.get("/_sim/audit?since=1").want(200).text("0", "verb"); got != "transition" {
		t.Errorf("audit since: %s", got)
	}
	r.get("/_sim/audit?since=x").want(400)
	login.get("myself").want(200)
	if got := r.get("/_sim/requests").want(200).body; got != `[{"method":"GET","endpoint":"/rest/api/3/myself","count":1}]` {
		t.Errorf("requests: %s", got)
	}
	r.post("/_sim/faults", `{"method":"GET","path":"myself","nth":1,"effect":"status","status":503}`).want(200)
	login.get("myself").want(503)
	r.get("/_sim/faults").want(200).says(`"fired":1`)
	r.post("/_sim/faults", `[{"effect":"drop","during":"90s"},{"effect":"nope"}]`).want(400)
	r.do("DELETE", "/_sim/faults", "").want(200).says("[]")
	before := r.sim.Now()
	r.post("/_sim/clock", `{"advance":"90s"}`).want(200)
	if d := r.sim.Now().Sub(before); d < 90*time.Second {
		t.Errorf("the clock moved %v", d)
	}
	r.post("/_sim/clock", `{"advance":"-1s"}`).want(400)
	r.get("/_sim/state").want(200).says(`"resolution":"Won't Do"`)
}

func TestPages(t *testing.T) {
	r := newRig(t, simjira.Options{})
	key := r.bug("<b>bold</b>")
	if err := r.sim.As("ada@example.com").Comment(key, "<script> {{code}}"); err != nil {
		t.Fatal(err)
	}
	r.get("/").want(200).says("SHOP-1").says("&lt;b&gt;bold")
	r.get("/browse/" + key).want(200).says("&lt;script&gt; <tt>code</tt>")
	r.get("/browse/NOPE-1").want(404)
}

func TestSeedGolden(t *testing.T) {
	start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	r := newRig(t, simjira.Options{Now: func() time.Time { return start }})
	got, err := json.MarshalIndent(r.sim.Issues(), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "seed.golden.json")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.TrimSpace(want), got) {
		t.Errorf("the seed differs from %s; look at the change, then run with UPDATE_GOLDEN=1", path)
	}
}

func TestSeedIsStrict(t *testing.T) {
	for text, want := range map[string]string{
		`{"projcts":[]}`:                `unknown field "projcts"`,
		`{"issues":[{"age":12}]}`:       "is not a string",
		`{"issues":[{"age":"a week"}]}`: "is not a duration",
		`{} {}`:                         "after the end",
	} {
		if _, err := simjira.LoadSeed(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	seed, err := simjira.BuiltinSeed()
	if err != nil {
		t.Fatal(err)
	}
	seed.Issues[0].Status = "Nowhere"
	if _, err := simjira.New(simjira.Options{Seed: seed}); err == nil || !strings.Contains(err.Error(), "SHOP-1") {
		t.Errorf("a wrong seed: %v", err)
	}
}

func TestTenThousandIssues(t *testing.T) {
	if testing.Short() {
		t.Skip("many issues")
	}
	r := newRig(t, simjira.Options{IndexLag: time.Second})
	ada := r.sim.As("ada@example.com")
	for range 10000 {
		if _, err := ada.Create("SHOP", "Bug", "one of many", nil); err != nil {
			t.Fatal(err)
		}
	}
	r.sim.Advance(time.Minute)
	if got := r.post("search/approximate-count", `{"jql":"project = SHOP AND type = Bug AND statusCategory != Done"}`).want(200).text("count"); got != "10000" {
		t.Errorf("count = %s", got)
	}
}
