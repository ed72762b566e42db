package push_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/push"
	"syncd/internal/secret"
)

// replies answers with each of these in turn, and then with the last for ever.
type replies struct {
	t     *testing.T
	all   []func(http.ResponseWriter)
	seen  int
	names []string
}

// RoundTrip reads the whole form, as the daemon does.
func (r *replies) RoundTrip(req *http.Request) (*http.Response, error) {
	defer req.Body.Close()
	if got := req.Header.Get("Authorization"); got != "Bearer s3cret-token" {
		r.t.Errorf("authorization is %q", got)
	}
	reply := r.all[min(r.seen, len(r.all)-1)]
	r.seen++
	if reply == nil {
		return nil, errors.New("connection refused")
	}
	parts, err := req.MultipartReader()
	if err != nil {
		return nil, err
	}
	r.names = nil
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(p)
		if err != nil {
			return nil, err
		}
		r.names = append(r.names, p.FileName()+"="+string(text))
	}
	w := httptest.NewRecorder()
	reply(w)
	res := w.Result()
	res.Request = req
	return res, nil
}

// says answers with a status, a body and headers in pairs.
func says(code int, body string, headers ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		if strings.HasPrefix(body, "{") {
			w.Header().Set("Content-Type", "application/json")
		}
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		io.WriteString(w, body)
	}
}

const taken = `{"run":"abc","status":"new","cases":1,"cycle":"triggered","files":[{"name":"a.xml","status":"new"},{"name":"b.xml","status":"new"}]}`

func TestSend(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a", "b"} {
		if err := os.WriteFile(filepath.Join(dir, name+".xml"), []byte("<"+name+"/>"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		replies []func(http.ResponseWriter)
		seen    int // requests; 0 means several
		fault   string
	}{
		"taken":                {[]func(http.ResponseWriter){says(202, taken)}, 1, ""},
		"known":                {[]func(http.ResponseWriter){says(200, strings.Replace(taken, "new", "known", 1))}, 1, ""},
		"not there at first":   {[]func(http.ResponseWriter){nil, nil, says(502, "bad gateway"), says(202, taken)}, 4, ""},
		"asked to wait":        {[]func(http.ResponseWriter){says(429, "", "Retry-After", "7"), says(503, `{"error":"no room"}`, "Retry-After", "1"), says(202, taken)}, 3, ""},
		"never there":          {[]func(http.ResponseWriter){nil}, 0, "connection refused"},
		"never room":           {[]func(http.ResponseWriter){says(503, `{"error":"no room"}`)}, 0, "the daemon took nothing: no room (503)"},
		"wrong token":          {[]func(http.ResponseWriter){says(401, `{"error":"the token is wrong"}`)}, 1, "the token is wrong (401)"},
		"redirected":           {[]func(http.ResponseWriter){says(307, "", "Location", "https://evil.example/x?token=1")}, 1, "redirects to https://evil.example/x,"},
		"redirected to itself": {[]func(http.ResponseWriter){says(301, "", "Location", "/login")}, 1, "redirects to https://quality.acme.example/login,"},
		"a login page":         {[]func(http.ResponseWriter){says(200, "<html>")}, 1, "not what syncd says"},
		"half an answer":       {[]func(http.ResponseWriter){says(202, `{"run":`)}, 1, "read the answer"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				to, err := url.Parse("https://quality.acme.example/syncd/")
				if err != nil {
					t.Fatal(err)
				}
				r := &replies{t: t, all: c.replies}
				s := push.Sender{To: to, Source: "web-e2e", Token: secret.New("s3cret-token"), Timeout: 2 * time.Minute, Transport: r,
					Params: push.Params{Run: "812", PullRequest: "7"}}
				if got := s.Address().String(); got != "https://quality.acme.example/syncd/api/v1/results/web-e2e?pull_request=7&run=812" {
					t.Errorf("address is %s", got)
				}
				begun := time.Now()
				files, err := push.Collect([]string{dir})
				if err != nil {
					t.Fatal(err)
				}
				a, err := s.Send(t.Context(), files)
				if took := time.Since(begun); took > 2*time.Minute {
					t.Errorf("it took %s", took)
				}
				if c.fault == "" && (err != nil || a.Run != "abc" || strings.Join(r.names, " ") != "a.xml=<a/> b.xml=<b/>") {
					t.Errorf("answer %+v of %q, error %v", a, r.names, err)
				}
				if c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault) || strings.Contains(err.Error(), "s3cret")) {
					t.Errorf("error is %v, want %q", err, c.fault)
				}
				if r.seen != c.seen && c.seen > 0 || c.seen == 0 && r.seen < 4 {
					t.Errorf("%d requests, want %d", r.seen, c.seen)
				}
			})
		})
	}
}

func TestCollect(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"one.xml", "two.xml", "reports/a.xml", "reports/deep/b.JSON", "reports/shot.png", "reports/.hidden/c.xml", "empty/log.txt", "side/syncd-run.yaml", "side/a.xml"} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, []byte("x"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ paths, want, fault string }{
		{"two.xml one.xml", "one.xml two.xml", ""},
		{"*.xml one.xml", "one.xml two.xml", ""},
		{"reports", "reports/a.xml reports/deep/b.JSON", ""},
		{"reports/shot.png", "reports/shot.png", ""},
		{"none.xml", "", "did the tests write a report?"},
		{"none*.xml", "", "did the tests write a report?"},
		{"empty", "", "holds no .xml or .json file"},
		{"side", "", "say by flags"},
		{"[", "", "is no pattern"},
	} {
		files, err := push.Collect(strings.Fields(c.paths))
		var got []string
		for _, f := range files {
			got = append(got, f.Path)
		}
		if strings.Join(got, " ") != c.want || (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %q, %v", c.paths, got, err)
		}
	}
}
