package web_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/zap"

	"syncd/internal/format"
	"syncd/internal/format/junit"
	"syncd/internal/model"
	"syncd/internal/push"
	"syncd/internal/secret"
	"syncd/internal/source"
	"syncd/internal/source/files"
	"syncd/internal/web"
)

// inbox is one source, web-e2e, whose token is s3cret.
type inbox struct {
	source.Receiver
	limit     int64
	err       error
	triggered int
	ended     []string
	bytes     int64
	last      source.Delivery
}

func (i *inbox) Enter(name string, token secret.Secret, trusted bool) (web.Box, error) {
	switch {
	case !trusted && !token.Equal(secret.New("s3cret")):
		return nil, web.ErrNoToken
	case name != "web-e2e":
		return nil, &web.NoBox{Sources: []string{"web-e2e"}}
	}
	return i, nil
}
func (i *inbox) Limit() int64                                     { return i.limit }
func (i *inbox) Known(context.Context, model.RunID) (bool, error) { return false, nil }
func (i *inbox) Trigger() bool                                    { i.triggered++; return true }
func (i *inbox) Pushed(result string, bytes int64) {
	i.ended, i.bytes = append(i.ended, result), i.bytes+bytes
}
func (i *inbox) Receive(ctx context.Context, d source.Delivery) (source.Receipt, error) {
	i.last = d
	if i.err != nil {
		return source.Receipt{}, i.err
	}
	return i.Receiver.Receive(ctx, d)
}

// pushing is a site with an inbox before a real source of files.
func pushing(t *testing.T) (http.Handler, *inbox) {
	t.Helper()
	src, err := files.Spec([]format.Parser{junit.New()}).Config().New(source.Env{Name: "web-e2e", Namespace: "web-e2e", Now: func() time.Time { return now },
		Log: zap.NewNop(), Spool: t.TempDir() + "/spool"})
	if err != nil {
		t.Fatal(err)
	}
	in := &inbox{Receiver: src.(source.Receiver), limit: 1 << 20}
	o := options(rich())
	o.Inbox, o.External = in, "https://quality.example.com"
	return web.New(o), in
}

const (
	report = `<testsuite name="shop"><testcase classname="Cart" name="total"/><testcase classname="Cart" name="discount"><failure message="no"/></testcase></testsuite>`
	box    = "/api/v1/results/web-e2e"
)

// send pushes with the right token; headers come in pairs.
func send(h http.Handler, target, body string, headers ...string) (int, push.Answer) {
	w := ask(h, http.MethodPost, target, body, append(headers, "Authorization", "Bearer s3cret", "Accept", "application/json")...)
	var a push.Answer
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		a.Error = "no JSON: " + w.Body.String()
	}
	return w.Code, a
}

// form writes files as a form, in pairs of name and content.
func form(t *testing.T, pairs ...string) (body, kind string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		part, err := m.CreateFormFile("file", pairs[i])
		if err == nil {
			_, err = io.WriteString(part, pairs[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), m.FormDataContentType()
}

func TestPush(t *testing.T) {
	h, in := pushing(t)
	code, a := send(h, box+"?name=junit.xml&branch=main&build=812&pull_request=", report, "Content-Type", "application/xml")
	if code != http.StatusAccepted || a.Status != source.StatusNew || a.Run == "" || a.Cases != 2 || a.Outcomes[model.Failed] != 1 || a.Cycle != push.CycleTriggered || a.Page != "https://quality.example.com/" {
		t.Fatalf("%d %+v", code, a)
	}
	if in.last.Context.Branch != "main" || in.last.Context.Build != "812" || in.triggered != 1 {
		t.Errorf("delivery %+v, triggered %d times", in.last, in.triggered)
	}
	first := a.Run
	// The same again, as curl sends a body when nobody says what it is, with the name and
	// the branch in headers.
	code, a = send(h, box, report, "Content-Type", "application/x-www-form-urlencoded", "Content-Disposition", `attachment; filename="again.xml"`, "Syncd-Branch", "main", "Syncd-Pull-Request", "7")
	if code != http.StatusOK || a.Status != source.StatusKnown || a.Run != first || a.Cycle != push.CycleNone || a.Files[0].Name != "again.xml" {
		t.Errorf("again: %d %+v", code, a)
	}
	if in.triggered != 1 || fmt.Sprint(in.ended) != "[new known]" || in.bytes != 2*int64(len(report)) {
		t.Errorf("triggered %d times, ended %v, %d bytes", in.triggered, in.ended, in.bytes)
	}
	// A pull request without a branch must not count like a run that names none.
	send(h, box+"?pull_request=7", report)
	if got := in.last.Context.Branch; got != "pull/7" {
		t.Errorf("branch is %q", got)
	}
}

func TestPushForm(t *testing.T) {
	h, in := pushing(t)
	body, kind := form(t, "../../a.xml", report, "cut.xml", "<testsuite><testcase", "log.txt", "hello")
	code, a := send(h, box, body, "Content-Type", kind)
	if code != http.StatusAccepted || a.Rejected != 1 || len(a.Files) != 3 {
		t.Fatalf("%d %+v", code, a)
	}
	for i, want := range []source.Received{{Name: "a.xml", Status: source.StatusNew}, {Name: "cut.xml", Status: source.StatusBad}, {Name: "log.txt", Status: source.StatusUnknown}} {
		if got := a.Files[i]; got.Name != want.Name || got.Status != want.Status || (got.Error != "") != (want.Status == source.StatusBad) {
			t.Errorf("file %d is %+v", i, got)
		}
	}
	if fmt.Sprint(in.ended) != "[partly]" {
		t.Errorf("ended %v", in.ended)
	}
}

// packed is a tar.gz of files, in pairs of name and content.
func packed(t *testing.T, pairs ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, h := range []tar.Header{{Name: "link", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}, {Name: "dir/", Typeflag: tar.TypeDir}} {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i < len(pairs); i += 2 {
		if err := w.WriteHeader(&tar.Header{Name: pairs[i], Mode: 0o777, Size: int64(len(pairs[i+1])), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPushArchive(t *testing.T) {
	h, in := pushing(t)
	code, a := send(h, box, packed(t, "../up.xml", report, "/abs.xml", strings.Replace(report, "Cart", "Basket", 2)), "Content-Type", "application/gzip")
	if code != http.StatusAccepted || len(a.Files) != 2 || a.Files[0].Name != "up.xml" || a.Files[1].Name != "abs.xml" || a.Cases != 4 {
		t.Fatalf("%d %+v", code, a)
	}
	in.limit = 64 << 10
	bomb := packed(t, "a.xml", "<testsuite>"+strings.Repeat(" ", 10<<20))
	if len(bomb) > 64<<10 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	if code, a = send(h, box+"?name=x.tgz", bomb); code != http.StatusRequestEntityTooLarge || !strings.Contains(a.Error, "expands to more than") {
		t.Errorf("bomb: %d %+v", code, a)
	}
	if code, a = send(h, box+"?name=x.tar.gz", "no archive at all"); code != http.StatusBadRequest || !strings.Contains(a.Error, "archive is not sound") {
		t.Errorf("no archive: %d %+v", code, a)
	}
	whole := packed(t, "c.xml", strings.Repeat(report, 50))
	if code, a = send(h, box+"?name=x.tar.gz", whole[:len(whole)/2]); code != http.StatusBadRequest {
		t.Errorf("half an archive: %d %+v", code, a)
	}
}

// Whoever is refused is told what to do, in plain text, and nothing is received.
func TestPushRefused(t *testing.T) {
	h, in := pushing(t)
	body, kind := form(t)
	for name, c := range map[string]struct {
		target, body string
		headers      []string
		code         int
		says         string
	}{
		"no token":        {box, report, nil, 401, "Authorization: Bearer TOKEN"},
		"wrong token":     {box, report, []string{"Authorization", "Bearer wrong"}, 401, "missing or wrong"},
		"basic":           {box, report, []string{"Authorization", "Basic czNjcmV0"}, 401, "missing or wrong"},
		"no such source":  {"/api/v1/results/web", report, []string{"Authorization", "Bearer s3cret"}, 404, "this token opens: web-e2e"},
		"guessed source":  {"/api/v1/results/web", report, nil, 401, "missing or wrong"},
		"garbage":         {box + "?name=x.xml", "<testsuite><testcase>\n</testsuite>", []string{"Authorization", "bearer s3cret"}, 422, "x.xml: parse as junit: "},
		"no format":       {box, "hello", []string{"Authorization", "Bearer s3cret"}, 422, "results: no known format"},
		"nothing":         {box, "", []string{"Authorization", "Bearer s3cret"}, 422, "no known format"},
		"empty form":      {box, body, []string{"Authorization", "Bearer s3cret", "Content-Type", kind}, 422, "holds no file"},
		"misspelt":        {box + "?brnch=main", report, []string{"Authorization", "Bearer s3cret"}, 400, `"brnch" is no parameter; known are: branch,`},
		"twice":           {box + "?branch=main&branch=x", report, []string{"Authorization", "Bearer s3cret"}, 400, "branch is there 2 times"},
		"control":         {box + "?branch=a%0Ab", report, []string{"Authorization", "Bearer s3cret"}, 400, "branch holds a line break"},
		"encoded":         {box, report, []string{"Authorization", "Bearer s3cret", "Content-Encoding", "br"}, 415, "Content-Encoding br"},
		"no boundary":     {box, report, []string{"Authorization", "Bearer s3cret", "Content-Type", "multipart/form-data"}, 400, "no boundary"},
		"broken form":     {box, "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.xml\"\r\n\r\n<tes", []string{"Authorization", "Bearer s3cret", "Content-Type", "multipart/form-data; boundary=x"}, 400, "form is not sound"},
		"parameter field": {box, "--x\r\nContent-Disposition: form-data; name=\"branch\"\r\n\r\nmain\r\n--x--\r\n", []string{"Authorization", "Bearer s3cret", "Content-Type", "multipart/form-data; boundary=x"}, 400, "?branch="},
		"too large":       {box, "<testsuite>" + strings.Repeat(" ", 1<<20), []string{"Authorization", "Bearer s3cret"}, 413, "larger than 1 MiB"},
	} {
		w := ask(h, http.MethodPost, c.target, c.body, c.headers...)
		if w.Code != c.code || !strings.Contains(w.Body.String(), c.says) || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if in.triggered != 0 {
		t.Error("a cycle was asked for")
	}
	in.err = &source.Refusal{Full: true, Text: "no room"}
	if w := ask(h, http.MethodPost, box, report, "Authorization", "Bearer s3cret"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("full: %d %v", w.Code, w.Header())
	}
	in.err = syscall.EIO
	if w := ask(h, http.MethodPost, box, report, "Authorization", "Bearer s3cret"); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "input/output") {
		t.Errorf("broken disk: %d %s", w.Code, w.Body)
	}
	if w := ask(h, http.MethodGet, box, ""); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "POST" {
		t.Errorf("GET: %d", w.Code)
	}
	if w := ask(web.New(options(rich())), http.MethodPost, box, report); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "set push.token") {
		t.Errorf("without an inbox: %d %s", w.Code, w.Body)
	}
}

// Over the control socket its guard is the token; pages of other sites push nothing.
func TestPushTrusted(t *testing.T) {
	_, in := pushing(t)
	o := options(rich())
	o.Inbox, o.MayAct = in, true
	h := web.New(o)
	if w := ask(h, http.MethodPost, box, report); w.Code != http.StatusAccepted || strings.Contains(w.Body.String(), `"page"`) {
		t.Errorf("over the socket: %d %s", w.Code, w.Body)
	}
	if w := ask(h, http.MethodPost, box, report, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"); w.Code != http.StatusForbidden {
		t.Errorf("from another site: %d", w.Code)
	}
}

// drain takes everything and keeps nothing.
type drain struct{ source.Receiver }

func (drain) Receive(_ context.Context, d source.Delivery) (r source.Receipt, err error) {
	for {
		name, body, err := d.Next()
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		if err == nil {
			_, err = io.Copy(io.Discard, body)
		}
		if err != nil {
			return source.Receipt{}, err
		}
		r.Files = append(r.Files, source.Received{Name: name, Status: source.StatusNew, Run: "run"})
	}
}

// FuzzPushBody: whatever a body claims to be, it ends, and the answer is one of those
// that are told.
func FuzzPushBody(f *testing.F) {
	f.Add("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../a.xml\"\r\n\r\n"+report+"\r\n--x--\r\n", "", "a.xml")
	f.Add("multipart/mixed; boundary=\"", "--", "", "")
	f.Add("application/gzip", "\x1f\x8b\x08\x00", "", "a.tgz")
	f.Add("text/xml", report, "attachment; filename=x", "")
	o := options(rich())
	o.Inbox = &inbox{Receiver: drain{}, limit: 1 << 20}
	h := web.New(o)
	f.Fuzz(func(t *testing.T, kind, body, disposition, name string) {
		code, a := send(h, box+"?name="+url.QueryEscape(name), body, "Content-Type", kind, "Content-Disposition", disposition)
		switch {
		case code == 202 && a.Run != "" && len(a.Files) > 0:
		case (code == 400 || code == 413 || code == 422) && a.Error != "":
		default:
			t.Errorf("%d %+v", code, a)
		}
	})
}
