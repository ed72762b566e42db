package hook_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"
	"testing"

	"syncd/internal/hook"
	"syncd/internal/secret"
)

// sign is the hex digest of a body.
func sign(h func() hash.Hash, key, body string) string {
	mac := hmac.New(h, []byte(key))
	mac.Write([]byte(body))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestSignature(t *testing.T) {
	const key, body = "s3cret", `{"webhookEvent":"jira:issue_updated"}`
	good := sign(sha256.New, key, body)
	for name, c := range map[string]struct {
		header     string
		read, fits bool
	}{
		"right":           {"sha256=" + good, true, true},
		"upper case hex":  {"sha256=" + strings.ToUpper(good), true, true},
		"another key":     {"sha256=" + sign(sha256.New, "secret", body), true, false},
		"another body":    {"sha256=" + sign(sha256.New, key, body+" "), true, false},
		"no key":          {"sha256=" + sign(sha256.New, "", body), true, false},
		"missing":         {"", false, false},
		"no method":       {good, false, false},
		"another method":  {"sha1=" + sign(sha1.New, key, body), false, false},
		"a lie of method": {"sha512=" + good, false, false},
		"method in caps":  {"SHA256=" + good, false, false},
		"cut":             {"sha256=" + good[:62], false, false},
		"too long":        {"sha256=" + good + "00", false, false},
		"no hex":          {"sha256=" + strings.Repeat("z", 64), false, false},
		"two":             {"sha256=" + good + ",sha256=" + good, false, false},
	} {
		s, ok := hook.ReadSignature(c.header)
		if ok != c.read || s.Fits(secret.New(key), []byte(body)) != c.fits {
			t.Errorf("%s: read %v, fits %v", name, ok, !c.fits)
		}
	}
	s, _ := hook.ReadSignature("sha256=" + sign(sha256.New, "", body))
	if s.Fits(secret.New(""), []byte(body)) || s.Fits(secret.Secret{}, []byte(body)) {
		t.Error("an empty secret signs")
	}
	if (hook.Signature{}).Fits(secret.New(key), []byte(body)) {
		t.Error("no signature fits")
	}
}

func TestParse(t *testing.T) {
	both := []hook.Issue{{ID: "10012", Key: "SHOP-13"}}
	for name, c := range map[string]struct {
		body string
		want hook.Event
		err  string
	}{
		"update": {`{"timestamp":1,"webhookEvent":"jira:issue_updated","user":{"accountId":"5b1","displayName":"Ada"},"issue":{"id":"10012","key":"SHOP-13","fields":{"summary":"x"}},"changelog":{"items":[]}}`,
			hook.Event{Name: "jira:issue_updated", Account: "5b1", Issues: both}, ""},
		"data center": {`{"webhookEvent":"jira:issue_updated","user":{"name":"ada","key":"JIRAUSER1"},"issue":{"id":"10012","key":"SHOP-13"}}`,
			hook.Event{Name: "jira:issue_updated", Account: "ada", Issues: both}, ""},
		"comment": {`{"webhookEvent":"comment_created","comment":{"author":{"accountId":"a"},"updateAuthor":{"accountId":"b"}},"issue":{"id":"10012","key":"SHOP-13"}}`,
			hook.Event{Name: "comment_created", Account: "b", Issues: both}, ""},
		"link": {`{"webhookEvent":"issuelink_created","issueLink":{"id":1,"sourceIssueId":10012,"destinationIssueId":10001}}`,
			hook.Event{Name: "issuelink_created", Issues: []hook.Issue{{ID: "10012"}, {ID: "10001"}}}, ""},
		"link to itself":    {`{"issueLink":{"sourceIssueId":7,"destinationIssueId":7}}`, hook.Event{Issues: []hook.Issue{{ID: "7"}}}, ""},
		"id as a number":    {`{"issue":{"id":10012,"key":"SHOP-13"}}`, hook.Event{Issues: both}, ""},
		"key alone":         {`{"issue":{"key":"A_1-1"}}`, hook.Event{Issues: []hook.Issue{{Key: "A_1-1"}}}, ""},
		"a project":         {`{"webhookEvent":"project_created","project":{"id":1,"key":"NEW"}}`, hook.Event{Name: "project_created"}, ""},
		"empty":             {`{}`, hook.Event{}, ""},
		"key with JQL":      {`{"issue":{"key":"SHOP-1\" OR project = PAY"}}`, hook.Event{}, ""},
		"key with a path":   {`{"issue":{"key":"../../SHOP-1","id":"1/../2"}}`, hook.Event{}, ""},
		"lower case key":    {`{"issue":{"key":"shop-1"}}`, hook.Event{}, ""},
		"key with a break":  {`{"issue":{"key":"SHOP-1\n","id":"1\n"}}`, hook.Event{}, ""},
		"key without end":   {`{"issue":{"key":"SHOP-` + strings.Repeat("9", 500) + `","id":"` + strings.Repeat("9", 500) + `"}}`, hook.Event{}, ""},
		"number nought":     {`{"issue":{"key":"SHOP-0","id":"0"}}`, hook.Event{}, ""},
		"negative":          {`{"issue":{"id":-7},"issueLink":{"sourceIssueId":1e3,"destinationIssueId":"007"}}`, hook.Event{}, ""},
		"other shapes":      {`{"webhookEvent":["x"],"user":7,"issue":{"key":{"a":1},"id":["10012"]},"comment":"text"}`, hook.Event{}, ""},
		"one other shape":   {`{"webhookEvent":"comment_created","comment":"text","issue":{"id":"10012","key":"SHOP-13"}}`, hook.Event{Name: "comment_created", Issues: both}, ""},
		"hostile name":      {`{"webhookEvent":"<script>alert(1)</script>"}`, hook.Event{}, ""},
		"account too long":  {`{"user":{"accountId":"` + strings.Repeat("a", 256) + `"}}`, hook.Event{}, ""},
		"no UTF-8":          {"{\"webhookEvent\":\"x\xff\",\"issue\":{\"id\":\"10012\",\"key\":\"SHOP-13\"}}", hook.Event{Issues: both}, ""},
		"null":              {`null`, hook.Event{}, ""},
		"a list":            {`[{"issue":{"id":"1"}}]`, hook.Event{}, "no JSON object"},
		"a text":            {`"SHOP-1"`, hook.Event{}, "no JSON object"},
		"nothing":           {``, hook.Event{}, "breaks at byte 0"},
		"cut":               {`{"issue":{"id":"1`, hook.Event{}, "breaks at byte 17"},
		"no JSON":           {`webhookEvent=kestrel@birds.example.com`, hook.Event{}, "breaks at byte 1"},
		"two":               {`{} {}`, hook.Event{}, "breaks at byte 4"},
		"deep":              {strings.Repeat(`{"a":`, 20000) + `1` + strings.Repeat(`}`, 20000), hook.Event{}, "no JSON"},
		"deep in the issue": {`{"issue":` + strings.Repeat(`[`, 5000) + strings.Repeat(`]`, 5000) + `}`, hook.Event{}, ""},
	} {
		e, err := hook.Parse([]byte(c.body))
		if (err == nil) != (c.err == "") || err != nil && (!strings.Contains(err.Error(), c.err) || strings.Contains(err.Error(), "kestrel")) {
			t.Errorf("%s: error %v, want %q", name, err, c.err)
		}
		if e.Name != c.want.Name || e.Account != c.want.Account || !slices.Equal(e.Issues, c.want.Issues) {
			t.Errorf("%s: %+v, want %+v", name, e, c.want)
		}
	}
}

// FuzzParse: whatever comes, only texts of the right form come out.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"webhookEvent":"jira:issue_updated","user":{"accountId":"5b1"},"issue":{"id":"10012","key":"SHOP-13"}}`))
	f.Add([]byte(`{"issueLink":{"sourceIssueId":1,"destinationIssueId":2},"comment":{"author":{"name":"x"}}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := hook.Parse(body)
		if err != nil && len(e.Issues) > 0 || len(e.Issues) > 3 || len(e.Name) > 64 || len(e.Account) > 255 {
			t.Fatalf("%+v, %v", e, err)
		}
		for _, i := range e.Issues {
			if strings.Trim(i.ID, "0123456789") != "" || strings.ContainsAny(i.Key, " \"'/\\\n<>%&") || i == (hook.Issue{}) {
				t.Fatalf("issue %+v", i)
			}
		}
	})
}

func TestSeen(t *testing.T) {
	var s hook.Seen
	for i, want := range []bool{true, false, false} {
		if s.First("a") != want {
			t.Errorf("try %d: not %v", i+1, want)
		}
	}
	for range 2 {
		if !s.First("") || !s.First(strings.Repeat("x", 200)) {
			t.Error("what has no name is taken for a repeat")
		}
	}
	// It forgets the oldest, and holds no more than it should.
	for i := range 20_000 {
		if id := fmt.Sprint(i); !s.First(id) || s.First(id) {
			t.Fatalf("delivery %s", id)
		}
	}
	if !s.First("a") || s.First("19999") || s.First("17000") || !s.First("10000") {
		t.Error("it remembers the wrong ones")
	}
}

func TestHints(t *testing.T) {
	one, two := hook.Issue{ID: "1", Key: "SHOP-1"}, hook.Issue{ID: "2", Key: "SHOP-2"}
	all := func(hook.Issue) bool { return true }
	var h hook.Hints
	if any, _ := h.Any(); any || len(h.Take()) != 0 {
		t.Error("nothing is something")
	}
	h.Add(one, true)
	h.Add(one, true)
	if any, own := h.Any(); !any || !own {
		t.Error("our own deed is not known as such")
	}
	h.Add(one, false) // somebody else touched it, too
	h.Add(two, true)
	if _, own := h.Any(); own {
		t.Error("a person's deed is taken for ours")
	}
	h.Drop(all)
	if got := h.Take(); !slices.Equal(got, []hook.Issue{one}) {
		t.Errorf("after our own are dropped: %v", got)
	}
	if any, _ := h.Any(); any {
		t.Error("what was taken is still there")
	}
	for i := range hook.HintsMax {
		h.Add(hook.Issue{ID: fmt.Sprint(i + 1)}, true)
	}
	if got := len(h.Take()); got != hook.HintsMax {
		t.Errorf("%d issues", got)
	}
	for i := range 10_000 {
		h.Add(hook.Issue{ID: fmt.Sprint(i + 1)}, true)
	}
	h.Drop(all)
	if any, own := h.Any(); !any || own || len(h.Take()) != 0 {
		t.Error("too many are not a look at everything")
	}
	if any, _ := h.Any(); any {
		t.Error("a look at everything never ends")
	}
}
