package config

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"syncd/internal/secret"
)

// rule is a named check of a text; pattern, if any, is shown in the schema.
type rule struct {
	pattern string
	test    func(string) error
}

// rules are what `check:` tags name. A list applies its rule to each item.
var rules = map[string]rule{
	"name":    matching(`^[a-z0-9-]{1,40}$`, "must be 1 to 40 of the characters a-z, 0-9 and -"),
	"project": matching(`^[A-Z][A-Z0-9_]{1,63}$`, "is not a project key: those are upper-case letters and digits, for example SHOP"),
	"issue":   matching(`^[A-Z][A-Z0-9_]{1,63}-[1-9][0-9]*$`, "is not an issue key: write one such as SHOP-120"),
	"until":   {"", until},
	"label":   {`^(?!syncd)[^\s]{1,255}$`, label},
	"filled":  matching(`\S`, "must not be empty"),
	"glob":    {"", glob},
	"risk":    {"", risk},
	"jql":     {"", ownJQL},
	"zone":    {"", zone},
	"url":     {`^https?://`, func(s string) error { _, err := webURL(s); return err }},
	"listen":  {"", listen},
	"pattern": {"", secret.CheckPattern},
	"store":   {`^(sqlite:.|postgres(ql)?://.)`, storeURL},
}

// matching is a rule that a pattern says completely.
func matching(pattern, text string) rule {
	re := regexp.MustCompile(pattern)
	return rule{pattern, func(s string) error {
		if !re.MatchString(s) {
			return errors.New(text)
		}
		return nil
	}}
}

// label refuses what Jira refuses, and labels that would read as our marks.
func label(s string) error {
	switch {
	case strings.HasPrefix(strings.ToLower(s), "syncd"):
		return errors.New(`must not begin with "syncd": those labels are the marks by which our own issues are found`)
	case s == "" || len(s) > 255 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' }):
		return errors.New("is not a label: Jira takes 1 to 255 characters without spaces")
	}
	return nil
}

// glob checks a pattern of path.Match.
func glob(s string) error {
	if _, err := path.Match(s, ""); err != nil || s == "" {
		return errors.New(`is not a pattern: write a name, or * for any part of one, for example "release/*"`)
	}
	return nil
}

// zone checks the name of a time zone. "Local" is refused: the same file would
// mean different things on two machines.
func zone(s string) error {
	if _, err := time.LoadLocation(s); err != nil || s == "" || s == "Local" {
		return errors.New("is not a known time zone: write an IANA name such as Europe/Berlin or UTC")
	}
	return nil
}

// webURL parses a base URL.
func webURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return nil, errors.New("is not a URL")
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, errors.New("must begin with https:// or http:// and a host")
	case u.User != nil:
		return nil, errors.New("must not contain user or password")
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return nil, errors.New("must not contain ? or #")
	}
	u.Path = strings.TrimRight(u.Path, "/")
	return u, nil
}

// obey applies the rule of a field to one of its texts. Empty is allowed unless
// the rule is about that: it means "not set".
func (f field) obey(text string) error {
	if f.check == "" || text == "" && f.check != "filled" {
		return nil
	}
	r, ok := rules[f.check]
	if !ok {
		return fmt.Errorf("cannot be checked: there is no rule %q", f.check)
	}
	return r.test(text)
}
