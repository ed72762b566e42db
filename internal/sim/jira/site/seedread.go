package site

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

//go:embed seed.json
var builtin string

// Limits bound the growth of one issue; beyond them Jira answers 413.
type Limits struct {
	Comments    int `json:"comment"`
	Attachments int `json:"attachment"`
	IssueLinks  int `json:"issuelinks"`
	RemoteLinks int `json:"remoteIssueLinks"`
	Upload      int `json:"upload"` // bytes of one attachment
}

func (l Limits) orDefault() Limits {
	pick := func(v *int, def int) {
		if *v <= 0 {
			*v = def
		}
	}
	pick(&l.Comments, 5000)
	pick(&l.Attachments, 2000)
	pick(&l.IssueLinks, 2000)
	pick(&l.RemoteLinks, 2000)
	pick(&l.Upload, 10<<20)
	return l
}

// Age is a duration in Go's notation; empty is zero, which means "not set" where a date is optional.
type Age time.Duration

// UnmarshalJSON reads "336h".
func (a *Age) UnmarshalJSON(raw []byte) error {
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return fmt.Errorf("age %s is not a string such as \"336h\"", raw)
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("age %q is not a duration such as \"336h\"", s)
	}
	*a = Age(d)
	return nil
}

// MarshalJSON writes what UnmarshalJSON reads.
func (a Age) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(a).String()) }

// before is the moment this age before start.
func (a Age) before(start time.Time) time.Time { return start.Add(-time.Duration(a)) }

// LoadSeed reads a seed strictly: an unknown member is an error which names it.
func LoadSeed(r io.Reader) (*Seed, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	var seed Seed
	if err := dec.Decode(&seed); err != nil {
		return nil, fmt.Errorf("reading seed: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("reading seed: text after the end of the seed")
	}
	return &seed, nil
}

// BuiltinSeed is a fresh copy of the small web shop that ships with the simulator.
func BuiltinSeed() (*Seed, error) { return LoadSeed(strings.NewReader(builtin)) }
