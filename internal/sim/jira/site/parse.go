package site

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"syncd/internal/sim/jira/adf"
)

// Dialect is how an edition writes values: Data Center and the v2 API take wiki markup, Data Center names users.
type Dialect struct {
	Wiki      bool
	Usernames bool
}

const (
	maxSummary = 255
	maxText    = 32767
	maxLabel   = 255
	// maxString is Jira's limit of a single-line text field.
	maxString = 255
)

var projectDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

// input is one raw value on its way into a field.
type input struct {
	site    *Site
	field   *Field
	project *Project
	dialect Dialect
}

// parse reads a raw value; nil means that the field is emptied.
func (in input) parse(raw json.RawMessage) (any, *Refusal) {
	if isNull(raw) {
		return nil, nil
	}
	switch in.field.Kind {
	case KindString:
		return in.line(raw)
	case KindText:
		return in.text(raw)
	case KindNumber:
		return in.number(raw)
	case KindDate:
		return in.date(raw)
	case KindDateTime:
		return in.dateTime(raw)
	case KindLabels:
		return in.labels(raw)
	case KindSprint:
		return in.sprint(raw)
	case KindVersions, KindComponents, KindOptions:
		return in.list(raw)
	case KindCascade:
		return in.cascade(raw)
	}
	return in.single(raw)
}

func isNull(raw json.RawMessage) bool {
	t := bytes.TrimSpace(raw)
	return len(t) == 0 || bytes.Equal(t, []byte("null"))
}

func (in input) refuse(format string, args ...any) *Refusal {
	return refuseField(in.field.ID, format, args...)
}

func (in input) line(raw json.RawMessage) (any, *Refusal) {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return nil, in.refuse("Operation value must be a string")
	}
	if in.field.ID != "summary" {
		if utf8.RuneCountInString(s) > maxString {
			return nil, in.refuse("The entered text is too long. It exceeds the allowed limit of %d characters.", maxString)
		}
		return orNil(s), nil
	}
	switch {
	case strings.ContainsAny(s, "\r\n"):
		return nil, in.refuse("The summary is invalid because it contains newline characters.")
	case utf8.RuneCountInString(s) > maxSummary:
		return nil, in.refuse("Summary can't exceed %d characters.", maxSummary)
	}
	return orNil(strings.TrimSpace(s)), nil
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (in input) text(raw json.RawMessage) (any, *Refusal) {
	t, refusal := in.site.readText(raw, in.dialect)
	if refusal != "" {
		return nil, in.refuse("%s", refusal)
	}
	if t.Plain == "" && t.Wiki == "" {
		return nil, nil
	}
	return t, nil
}

// readText reads rich text in the dialect's form; the second result says what is wrong with it.
func (s *Site) readText(raw json.RawMessage, d Dialect) (Text, string) {
	var t Text
	if d.Wiki {
		if json.Unmarshal(raw, &t.Wiki) != nil {
			return t, "Operation value must be a string"
		}
		root := adf.FromWiki(t.Wiki)
		t.Doc, t.Plain = adf.Encode(root), adf.Plain(root)
	} else {
		if trimmed := bytes.TrimSpace(raw); len(trimmed) == 0 || trimmed[0] != '{' {
			return t, "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
		}
		root, err := adf.Parse(raw)
		if err != nil {
			return t, err.Error()
		}
		t.Doc, t.Plain, t.Wiki = adf.Encode(root), adf.Plain(root), adf.Wiki(root)
	}
	size := utf8.RuneCountInString(t.Wiki)
	if s.opts.Quirks.LimitCountsDocument && !d.Wiki {
		size = max(size, utf8.RuneCount(t.Doc))
	}
	if size > maxText {
		return t, "The entered text is too long. It exceeds the allowed limit of 32,767 characters."
	}
	return t, ""
}

func (in input) number(raw json.RawMessage) (any, *Refusal) {
	var n float64
	if json.Unmarshal(raw, &n) != nil {
		return nil, in.refuse("Operation value must be a number")
	}
	return n, nil
}

func (in input) date(raw json.RawMessage) (any, *Refusal) {
	var s string
	if json.Unmarshal(raw, &s) != nil || s != "" && !projectDate.MatchString(s) {
		return nil, in.refuse("Error parsing date string: %s", strings.Trim(string(raw), `"`))
	}
	if _, err := time.Parse(dateLayout, s); err != nil && s != "" {
		return nil, in.refuse("Error parsing date string: %s", s)
	}
	return orNil(s), nil
}

// Jira takes and gives offsets without a colon.
const timeLayout = "2006-01-02T15:04:05.000-0700"

func (in input) dateTime(raw json.RawMessage) (any, *Refusal) {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return nil, in.refuse("Operation value must be a string")
	}
	for _, layout := range []string{timeLayout, "2006-01-02T15:04:05-0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return nil, in.refuse("Operation value must be a datetime in the format: yyyy-MM-dd'T'HH:mm:ss.SSSZ")
}
