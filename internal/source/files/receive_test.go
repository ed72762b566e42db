package files_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"syncd/internal/model"
	"syncd/internal/secret"
	"syncd/internal/source"
	"syncd/internal/source/files"
)

// sent is one file of a push.
type sent struct{ name, content string }

// pushOnly is a source without a folder of its own.
func pushOnly(c *files.Config) {
	c.Path, c.Push.Token = "", secret.Ref{Env: "TOKEN"}
}

// delivery is a push of these files.
func delivery(all ...sent) source.Delivery {
	i := 0
	return source.Delivery{Next: func() (string, io.Reader, error) {
		if i == len(all) {
			return "", nil, io.EOF
		}
		i++
		return all[i-1].name, strings.NewReader(all[i-1].content), nil
	}}
}

// push pushes and returns what became of each file, as `name status`.
func (d *drop) push(p source.Delivery) (source.Receipt, []string) {
	d.Helper()
	receipt, err := d.src.(source.Receiver).Receive(d.Context(), p)
	if err != nil {
		d.Fatal(err)
	}
	var out []string
	for _, f := range receipt.Files {
		out = append(out, f.Name+" "+string(f.Status))
	}
	return receipt, out
}

// units lists what lies in the spool, without the marker.
func (d *drop) units() []string {
	d.Helper()
	all, err := os.ReadDir(d.spool)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		d.Fatal(err)
	}
	var out []string
	for _, e := range all {
		if e.Name() != ".last" {
			out = append(out, e.Name())
		}
	}
	return out
}

// wantsFiles compares what became of the files of a push.
func (d *drop) wantsFiles(got []string, want ...string) {
	d.Helper()
	if !slices.Equal(got, want) {
		d.Errorf("files are %q, want %q", got, want)
	}
}

// What is pushed is read at once, under the run that its sender was told, and the same
// bytes are known until long after they were removed here.
func TestPush(t *testing.T) {
	d := newDrop(t, pushOnly)
	d.wants(d.fetch())
	p := delivery(sent{"junit.xml", suite("total", "discount!")})
	p.Context = model.Context{Branch: "main", Build: "812", Commit: "0a1b2c3", URL: "https://ci.example/812", Environment: "staging", Version: "1.4"}
	receipt, got := d.push(p)
	d.wantsFiles(got, "junit.xml new")
	if f := receipt.Files[0]; f.Cases != 2 || f.Outcomes[model.Failed] != 1 || f.Format != "junit" {
		t.Errorf("receipt is %+v", f)
	}
	b := d.fetch()
	d.faults(b)
	d.wants(b, "failed Cart.discount @ 812 in staging", "passed Cart.total @ 812 in staging")
	run := d.only(b)
	if run.ID != receipt.Files[0].Run || run.Context != p.Context || run.Origin != "junit.xml" || !run.Finished.Equal(d.now) {
		t.Errorf("run is %+v, the sender was told %s", run, receipt.Files[0].Run)
	}
	if last := d.src.(source.Receiver).LastPush(); !last.Equal(d.now) {
		t.Errorf("last push is %s", last)
	}
	d.wants(d.later())

	again := delivery(sent{"other.xml", suite("total", "discount!")})
	receipt, got = d.push(again)
	d.wantsFiles(got, "other.xml known")
	if receipt.Files[0].Run != run.ID {
		t.Errorf("the same bytes are run %s, then %s", run.ID, receipt.Files[0].Run)
	}

	d.now = d.now.Add(8 * 24 * time.Hour)
	b = d.fetch()
	d.wants(b)
	if left := d.units(); len(left) > 0 || len(b.Withdrawn) > 0 {
		t.Errorf("a week later the spool holds %q, and %v is withdrawn", left, b.Withdrawn)
	}
	p = delivery(sent{"junit.xml", suite("total", "discount!")})
	p.Known = func(_ context.Context, id model.RunID) (bool, error) { return id == run.ID, nil }
	_, got = d.push(p)
	d.wantsFiles(got, "junit.xml known")
	if left := d.units(); len(left) > 0 {
		t.Errorf("what the store knows is kept: %q", left)
	}
}

// What was not read is kept for as long as it takes.
func TestPushUnread(t *testing.T) {
	d := newDrop(t, pushOnly)
	d.push(delivery(sent{"junit.xml", suite("total!")}))
	d.now = d.now.Add(60 * 24 * time.Hour)
	d.wants(d.fetch(), "failed Cart.total @ junit.xml")
	if len(d.units()) != 1 {
		t.Error("it is removed before the store has confirmed the cursor")
	}
	d.wants(d.fetch())
	if left := d.units(); len(left) > 0 {
		t.Errorf("the spool still holds %q", left)
	}
}

// The folder and what is pushed are one source: the same bytes are nothing new, and the
// sidecar and pattern of the folder say nothing of what was pushed.
func TestPushBesideFolder(t *testing.T) {
	d := newDrop(t, func(c *files.Config) {
		c.Push.Token, c.Context = secret.Ref{Env: "TOKEN"}, `^(?P<branch>[^/]+)/`
	})
	d.put("syncd-run.yaml", "branch: side\n")
	d.put("main/junit.xml", suite("total!"))
	d.fetch()
	_, got := d.push(delivery(sent{"main/junit.xml", suite("total!")}, sent{"main/b.xml", suite("refund")}))
	d.wantsFiles(got, "junit.xml new", "b.xml new")
	b := d.fetch()
	d.faults(b)
	d.wants(b, "passed Cart.refund @ b.xml")
	if c := d.only(b).Context; c != (model.Context{}) {
		t.Errorf("what was pushed ran on %+v", c)
	}
}

// Shards that name one run are one; without a name each file is what `run:` says.
func TestPushRuns(t *testing.T) {
	d := newDrop(t, pushOnly)
	var runs []model.RunID
	for _, s := range []string{"a\n", "b\n"} {
		p := delivery(sent{"shard.lines", s})
		p.Run = "812"
		receipt, _ := d.push(p)
		runs = append(runs, receipt.Files[0].Run)
	}
	b := d.fetch()
	d.wants(b, "passed a @ 812", "passed b @ 812")
	if id := d.only(b).ID; runs[0] != id || runs[1] != id {
		t.Errorf("runs are %v, want %s", runs, id)
	}

	d = newDrop(t, func(c *files.Config) { pushOnly(c); folderRun(c) })
	receipt, got := d.push(delivery(sent{"one/a.xml", suite("total")}, sent{"two/a.xml", suite("refund!")}))
	d.wantsFiles(got, "a.xml new", "a.xml new")
	b = d.fetch()
	d.faults(b)
	if id := d.only(b).ID; len(b.Results) != 2 || receipt.Files[0].Run != id || receipt.Files[1].Run != id {
		t.Errorf("runs are %+v, the sender was told %+v", b.Runs, receipt.Files)
	}
	_, got = d.push(delivery(sent{"a.xml", suite("refund!")}, sent{"b.xml", suite("total")}))
	d.wantsFiles(got, "a.xml known", "b.xml known")
}

// An Allure folder is one run whatever `run:` says, and its screenshots are passed over.
func TestPushAllure(t *testing.T) {
	d := newDrop(t, func(c *files.Config) { allureRun(c); c.Run = files.RunFile; pushOnly(c) })
	all, err := filepath.Glob("../../format/allure/testdata/pytest/*-result.json")
	if err != nil || len(all) < 5 {
		t.Fatal(all, err)
	}
	in := []sent{{"allure-results/shot.png", "\x89PNG"}, {"allure-results/environment.properties", "a=b"}}
	for _, name := range all {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		in = append(in, sent{"allure-results/" + filepath.Base(name), string(data)})
	}
	p := delivery(in...)
	p.Context.Build = "812"
	receipt, _ := d.push(p)
	status := map[source.Status]int{}
	for _, f := range receipt.Files {
		status[f.Status]++
	}
	if want := map[source.Status]int{source.StatusUnknown: 2, source.StatusNew: len(all)}; !maps.Equal(status, want) {
		t.Errorf("files are %v, want %v", status, want)
	}
	b := d.fetch()
	d.faults(b)
	if run := d.only(b); run.Name != "812" || run.ID != receipt.Files[2].Run || len(b.Results) == 0 {
		t.Errorf("run is %+v", run)
	}
}

// Of what cannot be read nothing is kept, and it costs the rest nothing.
func TestPushBad(t *testing.T) {
	d := newDrop(t, pushOnly)
	receipt, got := d.push(delivery(sent{"cut.xml", `<testsuite><testcase name="a">`}))
	d.wantsFiles(got, "cut.xml bad")
	if !strings.Contains(receipt.Files[0].Error, "parse as junit: ") {
		t.Errorf("the error is %q", receipt.Files[0].Error)
	}
	_, got = d.push(delivery(sent{"empty.xml", ""}, sent{"note.txt", "hello"}))
	d.wantsFiles(got, "empty.xml unknown", "note.txt unknown")
	if left := d.units(); len(left) > 0 {
		t.Errorf("the spool holds %q", left)
	}
	_, got = d.push(delivery(sent{"bomb.xml", `<!DOCTYPE a [<!ENTITY b "c">]><testsuite><testcase name="&b;"/></testsuite>`},
		sent{"syncd-run.yaml", "branch: main"}, sent{"good.xml", suite("total")}, sent{"copy.xml", suite("total")}))
	d.wantsFiles(got, "bomb.xml bad", "syncd-run.yaml bad", "good.xml new", "copy.xml known")
	d.wants(d.fetch(), "passed Cart.total @ good.xml")
}

// A push that is cut off, or says what no run can be, leaves nothing.
func TestPushRefused(t *testing.T) {
	d := newDrop(t, pushOnly)
	for name, p := range map[string]source.Delivery{
		"a line break":  {Context: model.Context{Branch: "a\nb"}},
		"a strange URL": {Context: model.Context{URL: "javascript:alert(1)"}},
	} {
		p.Next = delivery(sent{"junit.xml", suite("total")}).Next
		var refusal *source.Refusal
		if _, err := d.src.(source.Receiver).Receive(t.Context(), p); !errors.As(err, &refusal) || refusal.Full {
			t.Errorf("%s: %v", name, err)
		}
	}
	lost := errors.New("connection lost")
	first := true
	cut := source.Delivery{Next: func() (string, io.Reader, error) {
		if first {
			first = false
			return "whole.xml", strings.NewReader(suite("total")), nil
		}
		return "half.xml", io.MultiReader(strings.NewReader(suite("refund")), iotest.ErrReader(lost)), nil
	}}
	if _, err := d.src.(source.Receiver).Receive(t.Context(), cut); !errors.Is(err, lost) {
		t.Errorf("a lost connection is %v", err)
	}
	if left := d.units(); len(left) > 0 {
		t.Errorf("the spool holds %q", left)
	}
	endless := source.Delivery{Next: func() (string, io.Reader, error) { return "log.txt", strings.NewReader("hello"), nil }}
	var refusal *source.Refusal
	if _, err := d.src.(source.Receiver).Receive(t.Context(), endless); !errors.As(err, &refusal) || !strings.Contains(refusal.Text, "more than 10000 files") {
		t.Errorf("an endless push: %v", err)
	}
	d.push(delivery(sent{"a.xml", suite("a")}))
	files.SetLimit(d.src, 2)
	if _, err := d.src.(source.Receiver).Receive(t.Context(), delivery(sent{"b.xml", suite("b")})); !errors.As(err, &refusal) || !refusal.Full {
		t.Errorf("into a full spool: %v", err)
	}
}

// Of many who push the same at once, one is first.
func TestPushAtOnce(t *testing.T) {
	d := newDrop(t, pushOnly)
	var wait sync.WaitGroup
	var mu sync.Mutex
	count := map[source.Status]int{}
	for range 16 {
		wait.Go(func() {
			receipt, err := d.src.(source.Receiver).Receive(t.Context(), delivery(sent{"junit.xml", suite("total!")}))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			count[receipt.Files[0].Status]++
		})
	}
	wait.Wait()
	if count[source.StatusNew] != 1 || count[source.StatusKnown] != 15 {
		t.Errorf("16 pushes of the same bytes are %v", count)
	}
	d.wants(d.fetch(), "failed Cart.total @ junit.xml")
	if left := d.units(); len(left) != 1 {
		t.Errorf("the spool holds %q", left)
	}
}

// What a process that died was receiving is never read, and goes after a day.
func TestPushStray(t *testing.T) {
	d := newDrop(t, pushOnly)
	d.push(delivery(sent{"a.xml", suite("a")}))
	stray := filepath.Join(d.spool, ".in-123")
	if err := errors.Join(os.MkdirAll(filepath.Join(stray, "0"), 0o700), os.WriteFile(filepath.Join(stray, "0", "b.xml"), []byte(suite("b")), 0o600),
		os.Chtimes(stray, d.now, d.now)); err != nil {
		t.Fatal(err)
	}
	d.wants(d.later(), "passed Cart.a @ a.xml")
	if len(d.units()) != 2 {
		t.Error("what may still be arriving is gone")
	}
	d.now = d.now.Add(25 * time.Hour)
	d.wants(d.fetch())
	if len(d.units()) != 1 {
		t.Errorf("the spool holds %q", d.units())
	}
}

func TestExpired(t *testing.T) {
	day := 24 * time.Hour
	units := []files.PushedUnit{{"a", day, 10, true}, {"b", 2 * day, 10, true}, {"c", 3 * day, 10, false}, {"d", 8 * day, 10, true}, {"e", 9 * day, 10, false}}
	for name, c := range map[string]struct {
		files int
		bytes int64
		want  string
	}{
		"by age":   {100, 1000, "d"},
		"by count": {1, 1000, "b d"},
		"by bytes": {100, 15, "b d"},
		"all":      {0, 0, "a b d"},
	} {

		gone := slices.Sorted(maps.Keys(files.Expired(units, 7*day, c.files, c.bytes)))
		if got := strings.Join(gone, " "); got != c.want {
			t.Errorf("%s: %q goes, want %q", name, got, c.want)
		}
	}
}

func TestPlainName(t *testing.T) {
	for sent, want := range map[string]string{
		"junit.xml": "junit.xml", "../../etc/passwd": "passwd", `C:\reports\TEST-a.xml`: "TEST-a.xml", "/abs/x.json": "x.json",
		"": "results", "..": "results", ".hidden.xml": "hidden.xml", "a\x00b\nc.xml": "abc.xml", "\u202egnp.xml": "gnp.xml", "dir/": "results",
		strings.Repeat("ä", 100) + ".xml": strings.Repeat("ä", 58) + ".xml", "Test Report (1).xml": "Test Report (1).xml",
	} {
		if got := files.PlainName(sent); got != want {
			t.Errorf("%q is kept as %q, want %q", sent, got, want)
		}
	}
}

func FuzzPlainName(f *testing.F) {
	for _, seed := range []string{"junit.xml", "../a", ".", "..", "a/..", "\xff\xfe.xml", ". .x", " ", "​", strings.Repeat("é. ", 90)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, sent string) {
		got := files.PlainName(sent)
		if got == "" || len(got) > 120 || !utf8.ValidString(got) || strings.HasPrefix(got, ".") || strings.ContainsAny(got, "/\\\x00\n") || !filepath.IsLocal(got) {
			t.Errorf("%q is kept as %q", sent, got)
		}
		if again := files.PlainName(got); again != got {
			t.Errorf("%q is kept as %q, and that as %q", sent, got, again)
		}
	})
}
