package source_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/secret"
	"syncd/internal/source"
)

// canary is all that must not pass the door, in one text.
const canary = "ada@example.com glpat-0123456789abcdef 4111111111111111 https://bob:hunter2@ci.example.com/"

// plain are the fields that carry no text of the tool's: names from the config, ids of
// our own making, words from closed lists.
var plain = map[string]bool{"Batch.Source": true, "Case.Source": true, "Run.Source": true, "Case.ID": true, "Run.ID": true,
	"Result.Case": true, "Result.Run": true, "Result.Signature": true, "Result.Outcome": true, "KeyRef.From": true,
	"Batch.Withdrawn": true, "Batch.Gone": true, "Batch.Cursor": true, "Survey.Account": true, "ToolStatus.Outcome": true}

// inside says that the parts of a result are being filled.
var inside bool

// fill puts the canary into every text of a value that is not plain. A new field of
// the model is in it without anybody's doing.
func fill(v reflect.Value, field string) {
	if plain[field] {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(canary)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), field)
	case reflect.Slice:
		if field == "Result.Parts" { // which are results that have none
			if inside {
				return
			}
			inside = true
			defer func() { inside = false }()
		}
		if v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), field)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, field)
		fill(value, field)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		if v.Type() != reflect.TypeFor[time.Time]() {
			for i := range v.NumField() {
				fill(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name)
			}
		}
	}
}

// fixed is a source that returns one batch.
type fixed struct {
	batch model.Batch
	err   error
}

func (f fixed) Fetch(context.Context, source.Request) (model.Batch, error) { return f.batch, f.err }

// through fetches a batch through a door.
func through(t *testing.T, d source.Door, b model.Batch) model.Batch {
	t.Helper()
	out, err := d.Guard(fixed{batch: b}).Fetch(t.Context(), source.Request{})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// closed is the door as it is unless told otherwise.
func closed(t *testing.T) source.Door {
	t.Helper()
	s, err := secret.NewScrubber([]secret.Kind{secret.Email, secret.Token, secret.Card}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return source.Door{Namespace: "web", Scrub: s, People: source.DropPeople}
}

func TestDoorLetsNoCanaryPass(t *testing.T) {
	var b model.Batch
	fill(reflect.ValueOf(&b).Elem(), "")
	for name, d := range map[string]source.Door{"closed": closed(t), "open": {People: source.KeepPeople}} {
		text, err := json.Marshal(through(t, d, b))
		if err != nil {
			t.Fatal(err)
		}
		for _, bird := range []string{"ada@", "glpat-", "4111", "hunter2"} {
			n := strings.Count(string(text), bird)
			if name == "closed" && n > 0 {
				t.Errorf("%q passed the door: %s", bird, text)
			}
			if name == "open" && n < 20 {
				t.Errorf("%q is in %d places only: this test would not see it pass", bird, n)
			}
		}
	}
	text, _ := json.Marshal(b)
	if !strings.Contains(string(text), "hunter2") {
		t.Error("the door changed the source's own batch")
	}
}

func TestDoorKeepsApartWhatIsApart(t *testing.T) {
	results := []model.Result{{Row: "[ada@example.com]", Signature: "s1"}, {Row: "[bob@example.com]", Signature: "s2"}, {Row: "[3]", Environment: "test"}}
	got := through(t, closed(t), model.Batch{Results: results}).Results
	if got[0].Row == got[1].Row || !strings.HasPrefix(got[0].Row, "["+secret.Mask+"]~") || got[2].Row != "[3]" || got[2].Environment != "test" {
		t.Errorf("rows are %q, %q and %q", got[0].Row, got[1].Row, got[2].Row)
	}
	if got[0].Signature != "s1" || got[1].Signature != "s2" {
		t.Error("the door changed signatures")
	}
	again := through(t, closed(t), model.Batch{Results: results}).Results
	if again[0].Row != got[0].Row {
		t.Error("one row has two names in two batches")
	}
}

func TestDoorMeetsPeople(t *testing.T) {
	in := model.Batch{Cases: []model.Case{{Owner: "Ada  Lovelace", Tags: []string{"smoke", "owner:Ada Lovelace", "@author=bob", "own:goal", "smoke"}},
		{Owner: "ada lovelace"}, {Owner: "Bob"}, {}}}
	one := func(context.Context) ([]byte, error) { return []byte("key of one installation"), nil }
	two := func(context.Context) ([]byte, error) { return []byte("key of another"), nil }

	got := through(t, source.Door{People: source.DropPeople}, in).Cases
	if got[0].Owner != "" || strings.Join(got[0].Tags, " ") != "smoke own:goal" {
		t.Errorf("dropped: %q, tags %q", got[0].Owner, got[0].Tags)
	}
	got = through(t, source.Door{People: source.KeepPeople}, in).Cases
	if got[0].Owner != "Ada Lovelace" || len(got[0].Tags) != 4 {
		t.Errorf("kept: %q, tags %q", got[0].Owner, got[0].Tags)
	}
	got = through(t, source.Door{People: source.Pseudonym, Key: one}, in).Cases
	who := got[0].Owner
	if !strings.HasPrefix(who, "person-") || len(who) != 13 || got[1].Owner != who || got[2].Owner == who || got[3].Owner != "" {
		t.Errorf("pseudonyms are %q, %q, %q and %q", who, got[1].Owner, got[2].Owner, got[3].Owner)
	}
	if got[0].Tags[1] != "owner:"+who {
		t.Errorf("the tag is %q", got[0].Tags[1])
	}
	if other := through(t, source.Door{People: source.Pseudonym, Key: two}, in).Cases; other[0].Owner == who {
		t.Error("two installations give a person one pseudonym")
	}
	lost := source.Door{People: source.Pseudonym, Key: func(context.Context) ([]byte, error) { return nil, errors.New("disk full") }}
	if b, err := lost.Guard(fixed{batch: in}).Fetch(t.Context(), source.Request{}); err == nil || len(b.Cases) > 0 {
		t.Error("without a key names went through")
	}
}

func TestDoorCleansPages(t *testing.T) {
	for in, want := range map[string]string{
		"https://ci.example.com/7?build=12#L3":                       "https://ci.example.com/7?build=12#L3",
		"https://bob:hunter2@ci.example.com/7":                       "https://ci.example.com/7",
		"https://ci.example.com/7?token=abc&build=12":                "https://ci.example.com/7?build=12",
		"https://ci.example.com/7?build=12#access_token=abc":         "https://ci.example.com/7?build=12",
		"https://ci.example.com/u/ada@example.com/7":                 "",
		"https://ci.example.com/7?password=a&mail=ada%40example.com": "https://ci.example.com/7",
	} {
		b := model.Batch{Runs: []model.Run{{Context: model.Context{URL: in}}}}
		if got := through(t, closed(t), b).Runs[0].Context.URL; got != want {
			t.Errorf("page(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDoorCleansErrors(t *testing.T) {
	err := &fs.PathError{Op: "open", Path: "/srv/ada@example.com", Err: fs.ErrNotExist}
	_, got := closed(t).Guard(fixed{err: err}).Fetch(t.Context(), source.Request{})
	if got == nil || strings.Contains(got.Error(), "ada@") || !errors.Is(got, fs.ErrNotExist) {
		t.Errorf("the error is %v", got)
	}
}

// surveyor sees what it is told.
type surveyor struct {
	fixed
	survey source.Survey
}

func (s surveyor) Survey(context.Context) (source.Survey, error) { return s.survey, s.err }

func TestDoorCleansSurveys(t *testing.T) {
	var s source.Survey
	fill(reflect.ValueOf(&s).Elem(), "")
	s.Account = "syncd@example.com glpat-0123456789abcdef"
	refused := &source.Error{Kind: source.Auth, Doing: canary, Message: canary, Cure: canary, Err: errors.New(canary)}
	d := closed(t)
	var err error
	if d.Own, err = secret.NewScrubber(nil, nil, secret.New("glpat-0123456789abcdef")); err != nil {
		t.Fatal(err)
	}
	if _, ok := d.Guard(fixed{}).(source.Surveyor); ok {
		t.Error("a source that sees nothing is a Surveyor behind the door")
	}
	got, said := d.Guard(surveyor{fixed{err: refused}, s}).(source.Surveyor).Survey(t.Context())
	text, _ := json.Marshal(got)
	for _, bird := range []string{"ada@", "glpat-", "4111", "hunter2"} {
		if strings.Contains(string(text)+said.Error(), bird) {
			t.Errorf("%q passed the door: %s; %v", bird, text, said)
		}
	}
	if got.Account != "syncd@example.com "+secret.Mask {
		t.Errorf("the account is %q", got.Account)
	}
	if e, ok := said.(*source.Error); !ok || e.Kind != source.Auth || e.Cure == "" {
		t.Errorf("the error is %#v", said)
	}
	if s.Places[0].Name != canary || refused.Message != canary {
		t.Error("the door changed the source's own survey")
	}
	if _, said := d.Guard(surveyor{survey: s}).(source.Surveyor).Survey(t.Context()); said != nil {
		t.Errorf("without an error there is %v", said)
	}
}

// writer is refused what it writes.
type writer struct{ err error }

func (w writer) Backlink(context.Context, source.Backlink) (source.Trace, error) { return "", w.err }
func (w writer) Retest(context.Context, source.Backlink) (source.Trace, error) {
	return source.Moot, w.err
}

func TestDoorCleansWhatWritersAreTold(t *testing.T) {
	refused := &source.Error{Kind: source.Refused, Doing: canary, Message: canary, Cure: canary, Err: errors.New(canary)}
	w := closed(t).GuardWriter(writer{refused})
	_, one := w.Backlink(t.Context(), source.Backlink{})
	_, two := w.Retest(t.Context(), source.Backlink{})
	_, plain := closed(t).GuardWriter(writer{errors.New(canary)}).Backlink(t.Context(), source.Backlink{})
	for _, err := range []error{one, two, plain} {
		for _, bird := range []string{"ada@", "glpat-", "4111", "hunter2"} {
			if err == nil || strings.Contains(err.Error(), bird) {
				t.Errorf("%q passed the door: %v", bird, err)
			}
		}
	}
	if source.KindOf(one) != source.Refused || source.KindOf(two) != source.Refused {
		t.Errorf("the kinds are %q and %q", source.KindOf(one), source.KindOf(two))
	}
	if trace, err := closed(t).GuardWriter(writer{}).Retest(t.Context(), source.Backlink{}); trace != source.Moot || err != nil {
		t.Errorf("without an error there are %q and %v", trace, err)
	}
}

// remembering is a source that keeps what it was asked with, and whose cursor has lines.
type remembering struct{ asked *[]string }

func (r remembering) Fetch(_ context.Context, req source.Request) (model.Batch, error) {
	*r.asked = append(*r.asked, string(req.Cursor))
	return model.Batch{Cursor: []byte("{\n 1}")}, nil
}

// TestDoorBeginsAnew: a cursor is gone on with under the setup that it was made under, and
// under no other. A source without one has its cursor as it is.
func TestDoorBeginsAnew(t *testing.T) {
	var asked []string
	var cursor []byte
	var told []int
	for _, setup := range []string{"", "", "one", "one", "two", "one", "one", "", "one"} {
		d := closed(t)
		d.Setup = setup
		if setup == "" {
			cursor = nil
		}
		b, err := d.Guard(remembering{&asked}).Fetch(t.Context(), source.Request{Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		if setup == "" && string(b.Cursor) != "{\n 1}" {
			t.Errorf("without a setup the cursor is %q", b.Cursor)
		}
		cursor = b.Cursor
		told = append(told, len(b.Faults))
	}
	const own = "{\n 1}"
	if want := []string{"", "", "", own, "", "", own, "", ""}; !slices.Equal(asked, want) {
		t.Errorf("it was asked with %q, want %q", asked, want)
	}
	if want := []int{0, 0, 1, 0, 1, 1, 0, 0, 1}; !slices.Equal(told, want) {
		t.Errorf("remarks are %v, want %v", told, want)
	}
}
