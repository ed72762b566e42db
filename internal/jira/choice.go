package jira

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// named finds a value of a choice by name, in any case, or id. Where the values are
// not known any name is taken: Jira will say.
func (f Field) named(s string) (string, error) {
	s = strings.TrimSpace(s)
	if f.Allowed == nil {
		return s, nil
	}
	if o, ok := find(f.Allowed, s); ok {
		return o.Name, nil
	}
	if same := alike(f.Allowed, s); len(same) > 1 {
		return "", ambiguous(s, same)
	}
	return "", f.notAmong(s, f.Allowed)
}

// cascade finds "A" or "A > B". A name may hold the arrow itself.
func cascade(f Field, s string) (string, error) {
	if f.Allowed == nil {
		return strings.TrimSpace(s), nil
	}
	top, below, err := f.Steps(s)
	switch {
	case err != nil:
		return "", err
	case below.Name == "":
		return top.Name, nil
	}
	return CascadeOf(top.Name, below.Name), nil
}

// CascadeOf writes two choices as one element.
func CascadeOf(top, below string) string { return top + arrow + below }

// arrow stands between the two choices of a cascade.
const arrow = " > "

// Steps finds the two options of a cascade; the second is zero where only the first
// is chosen. Without known values the names are believed.
func (f Field) Steps(s string) (top, below Option, err error) {
	s = strings.TrimSpace(s)
	if o, ok := find(f.Allowed, s); ok {
		return o, Option{}, nil
	}
	for at := 0; ; {
		n := strings.Index(s[at:], arrow)
		if n < 0 {
			break
		}
		left, right := s[:at+n], s[at+n+len(arrow):]
		if f.Allowed == nil {
			return Option{Name: left}, Option{Name: right}, nil
		}
		if o, ok := find(f.Allowed, left); ok {
			if b, ok := find(o.Below, right); ok {
				return o, b, nil
			}
			err = f.notAmong(right, o.Below)
		}
		at += n + len(arrow)
	}
	switch {
	case err != nil:
		return top, below, err
	case f.Allowed == nil:
		return Option{Name: s}, Option{}, nil
	case len(alike(f.Allowed, s)) > 1:
		return top, below, ambiguous(s, alike(f.Allowed, s))
	}
	return top, below, f.notAmong(s, f.Allowed)
}

// Option finds the value of a choice that an element of a canonical value means; its
// id is "" where the values are not known.
func (f Field) Option(name string) Option {
	if o, ok := find(f.Allowed, name); ok {
		return o
	}
	return Option{Name: name}
}

// find looks for the one option that a text means.
func find(options []Option, s string) (Option, bool) {
	if same := alike(options, s); len(same) == 1 {
		return same[0], true
	}
	return Option{}, false
}

// alike are the options that a text may mean: by exact name, else by name in any case,
// else by id. One whose very name others carry, too, brings them along: what Jira shows
// afterwards would not tell which of them was chosen.
func alike(options []Option, s string) []Option {
	for _, same := range []func(Option) bool{
		func(o Option) bool { return o.Name == s },
		func(o Option) bool { return strings.EqualFold(o.Name, s) },
		func(o Option) bool { return o.ID == s },
	} {
		var found []Option
		for _, o := range options {
			if same(o) {
				found = append(found, o)
			}
		}
		if len(found) == 1 && found[0].Name != s {
			return alike(options, found[0].Name)
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// ambiguous says which values a text may mean.
func ambiguous(s string, options []Option) error {
	names, twins := make([]string, len(options)), false
	for i, o := range options {
		names[i] = fmt.Sprintf("%q (%s)", o.Name, o.ID)
		twins = twins || i > 0 && o.Name == options[0].Name
	}
	slices.Sort(names)
	how := "give the exact name, or the id"
	if twins {
		how = "rename all but one of them in Jira"
	}
	return fmt.Errorf("%q may be %d of its values, %s: %s", s, len(options), strings.Join(names, ", "), how)
}

// notAmong says that a value is not allowed, and which are.
func (f Field) notAmong(s string, options []Option) error {
	if len(options) == 0 {
		return errors.New("it has no values to choose from here")
	}
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = o.Name
	}
	return fmt.Errorf("%q is not among its values; it takes %s", s, first(names))
}
