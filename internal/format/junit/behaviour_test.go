package junit_test

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"syncd/internal/format"
	"syncd/internal/format/formattest"
	"syncd/internal/format/junit"
	"syncd/internal/model"
)

// parse reads a file below testdata.
func parse(t *testing.T, file string, opt format.Options) format.Report {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if opt.Modified.IsZero() {
		opt.Modified = formattest.Modified
	}
	r, err := junit.New().Parse(bytes.NewReader(data), opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// entry finds the entry with that name and row.
func entry(t *testing.T, r format.Report, name string) format.Entry {
	t.Helper()
	for _, e := range r.Entries {
		if e.Case.Name+e.Result.Row == name {
			return e
		}
	}
	t.Fatalf("no case %q", name)
	return format.Entry{}
}

func TestProperties(t *testing.T) {
	r := parse(t, "hostile/properties.xml", format.Options{})
	want := model.Context{Branch: "release/1.4", Build: "42", Version: "1.4.0", Commit: "0a1b2c3", URL: "https://ci.example/42"}
	if r.Context != want {
		t.Errorf("context is %+v, want %+v", r.Context, want)
	}
	xray, tagged := entry(t, r, "xray").Case, entry(t, r, "tags").Case
	if xray.Explicit != "SHOP-101" || xray.Title != "The cart adds up" || xray.Component != "" {
		t.Errorf("Xray's case is %+v", xray)
	}
	if got := fmt.Sprint(xray.Keys); got != "[{SHOP-1 property} {SHOP-2 property} {SHOP-3 property}]" {
		t.Errorf("Xray's keys are %s", got)
	}
	// SHOP-5 to SHOP-8 stand in a body, a message, an unknown property and a
	// TestRail field that is no reference; SHOP-9 in a suite.
	if got := fmt.Sprint(tagged.Keys); got != "[{SHOP-2 tag} {SHOP-3 tag} {SHOP-1 refs}]" {
		t.Errorf("keys are %s", got)
	}
	if !tagged.Muted || tagged.Owner != "team-cart" || tagged.Priority != "critical" || len(tagged.Tags) != 4 {
		t.Errorf("the tagged case is %+v", tagged)
	}
}

// The form of an id tells whose it is: trcli and Xray write into one property.
func TestForeignIDs(t *testing.T) {
	for in, want := range map[string]string{
		`<property name="test_id" value="C12"/>`:                                            " [testrail:C12]",
		`<property name="test_id" value="C1, C2"/>`:                                         " [testrail:C1 testrail:C2]",
		`<property name="test_id" value="10234"/>`:                                          " [xray:10234]",
		`<property name="test_key" value="SHOP-7"/>`:                                        "SHOP-7 [xray:SHOP-7]",
		`<property name="test_key" value="SHOP-T7"/><property name="test_id" value="C12"/>`: "SHOP-T7 [zephyr:SHOP-T7 testrail:C12]",
		`<property name="test_id" value="the first"/>`:                                      " []",
	} {
		text := `<testsuite name="s"><testcase classname="a" name="b"><properties>` + in + `</properties></testcase></testsuite>`
		r, err := junit.New().Parse(strings.NewReader(text), format.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if c := r.Entries[0].Case; fmt.Sprint(c.Explicit, " ", c.IDs) != want {
			t.Errorf("%s: %s %v, want %s", in, c.Explicit, c.IDs, want)
		}
	}
}

func TestInherit(t *testing.T) {
	r := parse(t, "hostile/properties.xml", format.Options{Inherit: []string{"Requirements", "component"}})
	c := entry(t, r, "tags").Case
	if c.Component != "cart" || c.Keys[0] != (model.KeyRef{Key: "SHOP-9", From: model.FromProperty}) {
		t.Errorf("nothing inherited: %+v", c)
	}
	r = parse(t, "hostile/properties.xml", format.Options{Inherit: []string{"component"}})
	if c := entry(t, r, "tags").Case; c.Component != "cart" || len(c.Keys) != 3 {
		t.Errorf("inherited what is not listed: %+v", c)
	}
}

// What runners dump into suite properties must not come out anywhere.
func TestSecretsStayIn(t *testing.T) {
	for file, secret := range map[string]string{
		"pytest/xunit2.xml": "not-to-be-read", "hostile/nested.xml": "hunter2",
		"surefire/TEST-example.shop.CartTest.xml": "not-to-be-read",
	} {
		if r := parse(t, file, format.Options{}); strings.Contains(fmt.Sprintf("%+v", r), secret) {
			t.Errorf("%s: the report holds a property that nobody asked for", file)
		}
	}
}

func TestTimes(t *testing.T) {
	berlin := time.FixedZone("", 3600)
	r := parse(t, "hostile/properties.xml", format.Options{Location: berlin})
	// finished-at has a zone of its own and comes before the suite's time.
	for name, want := range map[string]string{"xray": "08:05:00", "tags": "09:00:05"} {
		if got := entry(t, r, name).Result.Finished.Format(time.TimeOnly); got != want {
			t.Errorf("%s ended at %s, want %s", name, got, want)
		}
	}
	if r.Approximate || r.Started.Format(time.TimeOnly) != "08:05:00" {
		t.Errorf("the run began at %s, approximate: %t", r.Started, r.Approximate)
	}
	file := time.Date(2026, 11, 20, 10, 0, 4, 0, time.UTC)
	r = parse(t, "hostile/properties.xml", format.Options{Modified: file})
	if got := entry(t, r, "tags").Result.Finished; !got.Equal(file) {
		t.Errorf("ended at %s, after the file was written", got)
	}
	if r = parse(t, "hostile/nested.xml", format.Options{}); !r.Approximate || r.Finished != formattest.Modified || !r.Started.IsZero() {
		t.Errorf("without times the run is from %s to %s, approximate: %t", r.Started, r.Finished, r.Approximate)
	}
}

func TestDurations(t *testing.T) {
	r := parse(t, "hostile/commas.xml", format.Options{})
	for name, want := range map[string]time.Duration{
		"thousands": 1234500 * time.Millisecond, "comma": 250 * time.Millisecond, "millions": 1234567 * time.Second,
	} {
		if got := entry(t, r, name).Result.Duration; got == nil || *got != want {
			t.Errorf("%s took %v, want %s", name, got, want)
		}
	}
	for _, name := range []string{"nan", "none", "negative", "endless"} {
		if got := entry(t, r, name).Result.Duration; got != nil {
			t.Errorf("%s took %s, want none", name, *got)
		}
	}
}

func TestAttempts(t *testing.T) {
	r := parse(t, "hostile/attempts.xml", format.Options{})
	type fold struct {
		Outcome  model.Outcome
		Attempts int
		Flaky    bool
		Message  string
	}
	for name, want := range map[string]fold{
		"flaky":   {model.Passed, 2, true, "first"},
		"row[1]":  {model.Failed, 1, false, "one"},
		"row[2]":  {model.Passed, 1, false, ""},
		"broke":   {model.Failed, 2, true, "then"},
		"gave up": {model.Failed, 2, false, "bad"},
	} {
		e := entry(t, r, name).Result
		got := fold{Outcome: e.Outcome, Attempts: e.Attempts, Flaky: e.Flaky}
		if e.Failure != nil {
			got.Message = e.Failure.Message
		}
		if got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

func TestNested(t *testing.T) {
	r := parse(t, "hostile/nested.xml", format.Options{})
	type place struct {
		Suite, Environment, Type, Message string
	}
	want := []place{{"", "", "", ""}, {"cart/prices", "", "", ""}, {"cart/prices/discounts", "", "Crash", "boom"}, {"pay", "production", "", ""}}
	var got []place
	for _, e := range r.Entries {
		p := place{Suite: strings.Join(e.Case.Suite, "/"), Environment: e.Result.Environment}
		if f := e.Result.Failure; f != nil {
			p.Type, p.Message = f.Type, f.Message
		}
		got = append(got, p)
	}
	if !reflect.DeepEqual(got, want) || r.Context.Environment != "staging" {
		t.Errorf("got %v in %q, want %v", got, r.Context.Environment, want)
	}
}

func TestEncodings(t *testing.T) {
	for file, want := range map[string]string{
		"latin1.xml": "größter Rabatt", "windows-1252.xml": "10 € “off”", "utf16le.xml": "10 € ✓", "utf16be.xml": "10 € ✓",
		"declares-utf16-is-utf8.xml": "10 € ✓", "declares-utf8-is-latin1.xml": "gr\uFFFD\uFFFDter Rabatt", "bom.xml": "total",
	} {
		if got := parse(t, "hostile/"+file, format.Options{}).Entries[0].Case.Name; got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
	f := entry(t, parse(t, "hostile/control-bytes.xml", format.Options{}), "to\uFFFDtal\uFFFD").Result.Failure
	if f.Message != "\uFFFD[31mred\uFFFD[0m" || f.Detail != "a\uFFFDb \uFFFD\uFFFD[1m &#27; stays" {
		t.Errorf("message %q, detail %q", f.Message, f.Detail)
	}
}

func TestSniff(t *testing.T) {
	for head, want := range map[string]bool{
		"<testsuites/>": true, "\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a > b -->\n<testsuite name='a'>": true, "<j:testsuite x='1'>": true,
		"<testsuitesX>": false, "<test-run>": false, "<html>": false, "{}": false, "<?xml version='1.0'?>": false,
		"<!DOCTYPE a [<!ENTITY b 'c'>]><testsuite>": true, "<\x00t\x00e\x00s\x00t\x00s\x00u\x00i\x00t\x00e\x00>\x00": true,
	} {
		if got := junit.New().Sniff("results.xml", []byte(head)); got != want {
			t.Errorf("%q: %t", head, got)
		}
	}
	if !junit.New().Sniff("TEST-a.B.xml", []byte("<?xml version='1.0'?>")) {
		t.Error("a file of the usual name that breaks off before its root is not recognised")
	}
}

// Surefire's rows and repetitions of one name are no attempts: a failure is not
// hidden by a namesake that passes after it.
func TestNamesakes(t *testing.T) {
	const file = `<testsuite name="a" noNamespaceSchemaLocation="surefire-test-report.xsd">
		<testcase classname="a" name="b"><failure message="one"/></testcase><testcase classname="a" name="b"/></testsuite>`
	r, err := junit.New().Parse(strings.NewReader(file), format.Options{Modified: formattest.Modified})
	if err != nil {
		t.Fatal(err)
	}
	got := r.Entries[0].Result
	if len(r.Entries) != 1 || got.Outcome != model.Failed || got.Attempts != 1 || got.Failure.Message != "one" {
		t.Errorf("%d entries, the first is %+v", len(r.Entries), got)
	}
}
