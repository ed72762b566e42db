package format_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"syncd/internal/format"
)

// value reads whatever comes next the way encoding/json would.
func value(j *format.JSON) (any, error) {
	kind, err := j.Kind()
	if err != nil {
		return nil, err
	}
	switch kind {
	case '{':
		out := map[string]any{}
		err = j.Object(func(name string) error {
			v, err := value(j)
			out[name] = v
			return err
		})
		return out, err
	case '[':
		out := []any{}
		err = j.Array(func() error {
			v, err := value(j)
			out = append(out, v)
			return err
		})
		return out, err
	}
	s, err := j.Text(1 << 20)
	return s, err
}

func decode(text string) (any, error) {
	j, err := format.NewJSON(strings.NewReader(text), format.Limits{Name: 1 << 20})
	if err != nil {
		return nil, err
	}
	v, err := value(j)
	if err == nil {
		err = j.End()
	}
	return v, err
}

func TestJSONText(t *testing.T) {
	for in, want := range map[string]string{
		`"a\n\u20ac\ud83d\ude00\/"`: "a\n€😀/", `"\ud83d\u0041\ude00x"`: "\uFFFDA\uFFFDx", `"\ud83d\ud83d\ude00"`: "\uFFFD😀",
		"\"\x1b[1;31mred\x1b[0m\x1b]\"": "red]", `"\u001b[31mred\u0000"`: "red\uFFFD", "\"\xff€\x00\"": "\uFFFD€\uFFFD",
		`null`: "", `-12.5e3`: "-12.5e3", `NaN`: "NaN", `true`: "true", `{"a":"b"}`: "", `[1,2]`: "",
	} {
		j, err := format.NewJSON(strings.NewReader(in+" "), format.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := j.Text(100); got != want || err != nil || j.End() != nil {
			t.Errorf("%s becomes %q (%v), want %q", in, got, err, want)
		}
	}
}

func TestJSONErrors(t *testing.T) {
	for in, want := range map[string]error{
		`{"a":1`: format.ErrTruncated, `{"a":tru`: format.ErrTruncated, `"\ud83d\u`: format.ErrTruncated, `["a`: format.ErrTruncated,
		`{"a" 1}`: format.ErrMalformed, `{a:1}`: format.ErrMalformed, `[1 2]`: format.ErrMalformed, `[}`: format.ErrMalformed,
		`[tru]`: format.ErrMalformed, `["\q"]`: format.ErrMalformed, `["\u12g4"]`: format.ErrMalformed, `[] []`: format.ErrMalformed,
		"[" + strings.Repeat("1", 1000) + "]": format.ErrMalformed, `[,1]`: format.ErrMalformed, `[1,,2]`: format.ErrMalformed,
	} {
		if v, err := decode(in); !errors.Is(err, want) {
			t.Errorf("%s becomes %v (%v), want %v", in, v, err, want)
		}
	}
	if _, err := decode("{\n\"a\":\n\n!}"); err == nil || !strings.Contains(err.Error(), "line 4") {
		t.Errorf("the error names not line 4: %v", err)
	}
}

func TestMoment(t *testing.T) {
	for in, want := range map[string]string{
		"1795337840003": "2026-11-22T08:57:20.003Z", `"1795337840"`: "2026-11-22T08:57:20Z", "0": "0001-01-01T00:00:00Z", "-1": "0001-01-01T00:00:00Z",
		"1e300": "0001-01-01T00:00:00Z", "NaN": "0001-01-01T00:00:00Z", "{}": "0001-01-01T00:00:00Z",
	} {
		j, _ := format.NewJSON(strings.NewReader(in+" "), format.Limits{})
		if got, err := j.Moment(); err != nil || got.Format("2006-01-02T15:04:05.999Z07:00") != want {
			t.Errorf("%s is %s (%v), want %s", in, got, err, want)
		}
	}
}

// FuzzJSON holds the reader against encoding/json: what that reads, this must read, too,
// and to the same values.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e3,"\u00fc\ud83d\ude00\n",null,true,{}]}`, `[[],[{}],"",0]`, `"x"`, " {\"\":\"\x7f\"}\n", `{"a":1,"a":2}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := decode(text)
		dec := json.NewDecoder(strings.NewReader(text))
		dec.UseNumber()
		var want any
		if !json.Valid([]byte(text)) || dec.Decode(&want) != nil || err != nil && strings.Contains(err.Error(), "deep") {
			return
		}
		if !strings.HasPrefix(strings.TrimSpace(text), "{") || !utf8.ValidString(text) {
			return // reports are objects; a number at the very end has no end to be told by
		}
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if plain(text) && !reflect.DeepEqual(got, words(want)) {
			t.Fatalf("%q becomes %#v, want %#v", text, got, words(want))
		}
	})
}

// plain reports whether a text holds nothing that is changed on purpose.
func plain(text string) bool {
	return !strings.ContainsAny(text, "\\\uFFFD\uFFFE\uFFFF") && len(text) < 300
}

// words turns numbers and literals into the words that stand for them.
func words(v any) any {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return map[bool]string{true: "true", false: "false"}[v]
	case json.Number:
		return v.String()
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, words(e))
		}
		return out
	case map[string]any:
		for k, e := range v {
			v[k] = words(e)
		}
	}
	return v
}
