package secret

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Kind names one sort of thing that a Scrubber takes out of other people's texts.
type Kind string

// The kinds. Email, Token and Card can be told with few mistakes and are meant to be
// on always; Phone and IP also hit version numbers and ids.
const (
	Email Kind = "email"
	Token Kind = "token"
	Card  Kind = "card"
	Phone Kind = "phone"
	IP    Kind = "ip"
)

// Kinds lists every kind, in the order in which people read them.
func Kinds() []Kind { return []Kind{Email, Token, Card, Phone, IP} }

// finders says how each kind is taken out of a text that holds no Mask.
var finders = map[Kind]func(string) string{
	Email: scrubEmail, Token: scrubTokens, Card: scrubCards, Phone: scrubPhones, IP: scrubIPs,
}

// scrubRounds bounds how often a text is gone over: what one rule takes out may show
// another rule more, which honest text needs twice at most.
const scrubRounds = 8

// Scrubber takes out of texts what nobody may keep: by kind, by patterns of the
// admin's own, and the secrets that it was given. Unlike Redact, which stands before
// our own logs and may take out too much, it spares what a person needs to understand
// a failure: queries of URLs, hashes, ids, frames. It is immutable and safe for
// concurrent use; the zero value changes nothing.
type Scrubber struct {
	known []string
	rules []func(string) string
}

// NewScrubber returns a Scrubber for the kinds and patterns, which must pass
// CheckPattern, that also knows some secrets.
func NewScrubber(kinds []Kind, patterns []string, secrets ...Secret) (Scrubber, error) {
	s := Scrubber{known: NewRedactor(secrets...).known}
	// A secret that is part of the mask would be found in what took its place.
	s.known = slices.DeleteFunc(s.known, func(k string) bool { return strings.Contains(Mask, k) })
	// What is longest and surest goes first: an address inside of a URL's password is
	// part of that password.
	for _, k := range []Kind{Token, Email, Card, Phone, IP} {
		if slices.Contains(kinds, k) {
			s.rules = append(s.rules, finders[k])
		}
	}
	for _, k := range kinds {
		if finders[k] == nil {
			return Scrubber{}, fmt.Errorf("there is nothing to redact called %q", k)
		}
	}
	for _, p := range patterns {
		if err := CheckPattern(p); err != nil {
			return Scrubber{}, fmt.Errorf("pattern %q: %w", p, err)
		}
		re := regexp.MustCompile(p)
		s.rules = append(s.rules, func(text string) string { return re.ReplaceAllLiteralString(text, Mask) })
	}
	return s, nil
}

// Scrub returns the text with Mask in place of all that the Scrubber finds. Scrubbing
// a result again changes nothing. The time it takes grows with the length only.
func (s Scrubber) Scrub(text string) string {
	for range scrubRounds {
		was := text
		for _, k := range s.known {
			text = strings.ReplaceAll(text, k, Mask)
		}
		for _, rule := range s.rules {
			text = between(text, rule)
		}
		if text == was {
			break
		}
	}
	return text
}

// between applies a rule to what stands between masks: a mask is no text, and nothing
// may grow around it.
func between(text string, rule func(string) string) string {
	if !strings.Contains(text, Mask) {
		return rule(text)
	}
	parts := strings.Split(text, Mask)
	for i, p := range parts {
		parts[i] = rule(p)
	}
	return strings.Join(parts, Mask)
}

// patternMax is the longest pattern, in bytes; every text of every result is searched
// for it.
const patternMax = 1000

// plainTexts are what no pattern may take out as a whole: a name, a message, a key.
var plainTexts = []string{"guest can pay by card", "AssertionError: expected 200 but was 502", "SHOP-12", "main"}

// CheckPattern says what is wrong with a pattern of the admin's own: it is no regular
// expression, it fits the empty text, or it fits any text at all.
func CheckPattern(pattern string) error {
	if len(pattern) > patternMax {
		return fmt.Errorf("is longer than %d bytes: write several patterns", patternMax)
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		return fmt.Errorf("is not a regular expression: %w", err)
	}
	if thin(re) {
		return fmt.Errorf("fits the empty text, and so stands between any two letters: use + for *, or name what it must begin with")
	}
	for _, plain := range plainTexts {
		left := re.ReplaceAllLiteralString(plain, "")
		if strings.ContainsFunc(left, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			return nil
		}
	}
	return fmt.Errorf("fits any text, and would leave nothing of results: name what it must begin with")
}

// thin reports whether an expression finds places rather than texts.
func thin(re *regexp.Regexp) bool {
	return slices.ContainsFunc(append(plainTexts, ""), func(plain string) bool {
		at := re.FindStringIndex(plain)
		return at != nil && at[0] == at[1]
	})
}

// replaceEach replaces the matches for which keep is false. It gets the text around a
// match, because Go's expressions cannot look ahead.
func replaceEach(text string, re *regexp.Regexp, keep func(before, match, after string) bool) string {
	var b strings.Builder
	last := 0
	for _, at := range re.FindAllStringIndex(text, -1) {
		if keep(text[:at[0]], text[at[0]:at[1]], text[at[1]:]) {
			continue
		}
		b.WriteString(text[last:at[0]])
		b.WriteString(Mask)
		last = at[1]
	}
	if last == 0 {
		return text
	}
	b.WriteString(text[last:])
	return b.String()
}
