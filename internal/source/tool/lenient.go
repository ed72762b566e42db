package tool

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ID is an id that one version of a tool writes as a number and another as a text. null
// and what is missing are "".
type ID string

// UnmarshalJSON takes either.
func (id *ID) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	switch {
	case bytes.Equal(data, []byte("null")):
		*id = ""
		return nil
	case len(data) > 0 && data[0] == '"':
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*id = ID(strings.TrimSpace(s))
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(data, &n); err != nil {
		return fmt.Errorf("%.40s is no id", data)
	}
	*id = ID(n.String())
	return nil
}

// Int returns a number that was written as a number or a text, 0 if it is none.
func (id ID) Int() int64 {
	n, err := strconv.ParseFloat(string(id), 64)
	if err != nil {
		return 0
	}
	return int64(n)
}

// Text is a text that may be null, or a number or a boolean where somebody made a field of
// another type. What is an object or a list has no text.
type Text string

// UnmarshalJSON takes what can be read as a text.
func (t *Text) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	*t = ""
	if len(data) == 0 || bytes.Equal(data, []byte("null")) || data[0] == '{' || data[0] == '[' {
		return nil
	}
	if data[0] != '"' {
		*t = Text(data)
		return nil
	}
	var s string
	err := json.Unmarshal(data, &s)
	*t = Text(s)
	return err
}

// Flag is a boolean that some versions write as 0 and 1.
type Flag bool

// UnmarshalJSON takes either; everything else is false.
func (f *Flag) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(bytes.TrimSpace(data)), `"`)
	*f = text == "true" || text == "1"
	return nil
}

// timeLayouts are ways to write a time that tools were seen to use: with and without a
// fraction, with a colon in the offset and without.
var timeLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999-0700", "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05-07:00"}

// Time reads a time as tools write it, in UTC; the zero time if it is none. One without a
// zone is read in loc.
func Time(text string, loc *time.Location) time.Time {
	text = strings.TrimSpace(text)
	for _, layout := range timeLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05"} {
		if at, err := time.ParseInLocation(layout, text, loc); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

// List is a list that one version of a tool puts into an envelope and another does not.
// Which members of an envelope may hold it is for the tool to say, so List only keeps
// whether there was one at all: an answer without a list must not pass for an empty one.
type List[T any] struct {
	Items []T
	There bool
}

// UnmarshalJSON takes an array; null is no list.
func (l *List[T]) UnmarshalJSON(data []byte) error {
	if bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		return nil
	}
	l.There = true
	return json.Unmarshal(data, &l.Items)
}
