package jira

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Value is what a field holds, in words: nil is nothing, a field of one value has one
// element, the order of several means nothing. Options, versions and the like are
// given by name or id, users by account id.
type Value []string

// Bounds of texts in fields, in units. A long text is bounded so that its rendered
// form is never cut, whatever it consists of: what is sent is what will be read.
const (
	lineMax = 255 // Jira's own, of a single-line text and of a label
	areaMax = 4_000
)

// String lists the elements, for plans and errors.
func (v Value) String() string {
	if len(v) == 0 {
		return "(nothing)"
	}
	return strings.Join(v, ", ")
}

// Canonical returns a value in the one form in which what is wanted and what Jira
// shows are compared: choices by their exact name, numbers and times in one notation,
// lists sorted, long texts without white space (see Canonical of texts). It refuses,
// in words, what the field cannot take; nothing is a value of every field.
func (f Field) Canonical(v Value) (Value, error) {
	kind := f.Kind()
	check, ok := elements[kind]
	if f.Custom == "" && slices.Contains(apart, f.ID) {
		return nil, f.wrong(errors.New("it is not set like other fields; it has a setting of its own"))
	}
	if kind == Sprints {
		return nil, f.wrong(errors.New("syncd reads the sprints of an issue and does not set them; people plan them on the board"))
	}
	if !ok {
		return nil, f.wrong(fmt.Errorf("syncd cannot write fields of this type (%s); it writes text, numbers, selections, "+
			"labels, dates, versions, components, users, priority and security level", f.schema()))
	}
	var out Value
	for _, e := range v {
		if Canonical(e) == "" {
			continue
		}
		c, err := check(f, e)
		if err != nil {
			return nil, f.wrong(err)
		}
		out = append(out, c)
	}
	if len(out) > 1 && !kind.Many() {
		return nil, f.wrong(fmt.Errorf("it takes one value, not %d", len(out)))
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// apart are the fields that drafts, patches and moves set by members of their own.
var apart = []string{"summary", "description", "labels", "project", "issuetype", "issuelinks", "status", "resolution", "attachment", "comment"}

// wrong names the field before what is wrong with its value.
func (f Field) wrong(err error) error {
	if f.Name == "" || f.Name == f.ID {
		return fmt.Errorf("field %s: %w", f.ID, err)
	}
	return fmt.Errorf("field %q (%s): %w", f.Name, f.ID, err)
}

// schema is Jira's name of the field's type.
func (f Field) schema() string {
	switch {
	case f.Custom != "":
		return f.Custom
	case f.Items != "":
		return f.Type + " of " + f.Items
	}
	return f.Type
}

// elements bring one element of a value of each kind into canonical form.
var elements = map[FieldKind]func(Field, string) (string, error){
	TextLine: func(_ Field, s string) (string, error) { return cutLine(s, lineMax), nil },
	TextArea: func(_ Field, s string) (string, error) { return Canonical(Cut(Clean(s), areaMax)), nil },
	Number:   number,
	Date:     date,
	DateTime: dateTime,
	Words:    word,
	Choice:   Field.named, Choices: Field.named, NamedOne: Field.named, NamedMany: Field.named,
	Cascade:     cascade,
	UserAccount: account,
}

// Area is the text of a long text field as it is sent, with its line breaks.
func Area(text string) string { return Cut(Clean(text), areaMax) }

// decimals is how many places after the point a number keeps: as many as every database
// behind a Jira does.
const decimals = 6

// number accepts what Go writes and reads, and writes it without an exponent, rounded:
// more than Jira keeps would come back as another number.
func number(_ Field, s string) (string, error) {
	n, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.Abs(n) > 1e15 || math.IsNaN(n) {
		return "", fmt.Errorf("%q is not a number that Jira takes", s)
	}
	text := strings.TrimRight(strconv.FormatFloat(n, 'f', decimals, 64), "0")
	if text = strings.TrimSuffix(text, "."); text == "-0" {
		text = "0"
	}
	return text, nil
}

// date accepts a day.
func date(_ Field, s string) (string, error) {
	t, err := time.Parse(time.DateOnly, strings.TrimSpace(s))
	if err != nil {
		return "", fmt.Errorf("%q is not a date like 2026-12-31", s)
	}
	return t.Format(time.DateOnly), nil
}

// dateTime accepts RFC 3339 and Jira's own form, and writes the former in UTC.
func dateTime(_ Field, s string) (string, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.000-0700", "2006-01-02T15:04:05-0700"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t.UTC().Truncate(time.Second).Format(time.RFC3339), nil
		}
	}
	return "", fmt.Errorf("%q is not a time like 2026-12-31T18:00:00Z", s)
}

// word accepts a label.
func word(_ Field, s string) (string, error) {
	s = strings.TrimSpace(s)
	switch {
	case strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return "", fmt.Errorf("%q is not a label: labels hold no white space", s)
	case Units(s) > lineMax:
		return "", fmt.Errorf("label %q is longer than %d characters", Cut(s, 40), lineMax)
	}
	return s, nil
}

// accountID is what an account id looks like, userName what Data Center takes for the
// name of a user, which may well be an address.
var (
	accountID = regexp.MustCompile(`^[A-Za-z0-9:._-]{1,128}$`)
	userName  = regexp.MustCompile(`^[^\s<>&%,'"]{1,255}$`)
)

// account accepts the id of an account, or the name of a user where those have names. On
// Cloud e-mail addresses find nobody whose address is hidden, and names are shared, so
// they are not tried.
func account(f Field, s string) (string, error) {
	s = strings.TrimSpace(s)
	if f.UserNames {
		if !userName.MatchString(s) {
			return "", fmt.Errorf("%q is not a user name; give the one with which the person logs in", s)
		}
		return s, nil
	}
	if strings.Contains(s, "@") {
		return "", fmt.Errorf("%q is an e-mail address; give the account id, which the address of the person's profile page in Jira ends with", s)
	}
	if !accountID.MatchString(s) {
		return "", fmt.Errorf("%q is not an account id", s)
	}
	return s, nil
}
