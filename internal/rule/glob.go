package rule

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// globMax is the most that a pattern may be long, in bytes.
const globMax = 1000

// Glob is a compiled pattern over paths or names. Its zero value fits nothing.
type Glob struct {
	text   string
	prefix string   // what everything that fits begins with: most values fail here, at once
	parts  []string // of a path pattern, between slashes
	flat   string   // of a name pattern, with slashes hidden from path.Match
}

// CompilePath compiles a pattern over paths with / between folders. * and ? stay
// within one name, [a-z] is one of a few characters, \ takes the meaning of what
// follows away, and ** as a whole part stands for any number of folders, none
// included: "tests/**" fits tests itself and all below it.
func CompilePath(pattern string) (Glob, error) {
	g := Glob{text: pattern, prefix: strings.TrimSuffix(plain(pattern), "/"), parts: strings.Split(pattern, "/")}
	for _, part := range g.parts {
		switch {
		case part == "":
			return Glob{}, fmt.Errorf("%q is not a pattern of paths: leave out the slash at its begin or end, or the second of two", pattern)
		case part != "**" && strings.Contains(part, "**"):
			return Glob{}, fmt.Errorf("%q is not a pattern of paths: ** crosses folders and must stand alone between slashes, as in tests/**/*.ts", pattern)
		}
		if err := sound(part); err != nil {
			return Glob{}, fmt.Errorf("%q is not a pattern: %w", pattern, err)
		}
	}
	return g, limited(pattern)
}

// CompileName compiles a pattern over a name in which no character is a border: *
// stands for any text, slashes and dots included. ** means the same as *.
func CompileName(pattern string) (Glob, error) {
	if pattern == "" {
		return Glob{}, errors.New("the pattern is empty: write a name, or * for any part of one")
	}
	if err := sound(pattern); err != nil {
		return Glob{}, fmt.Errorf("%q is not a pattern: %w", pattern, err)
	}
	return Glob{text: pattern, prefix: plain(pattern), flat: hidden(pattern)}, limited(pattern)
}

// Fits reports whether the whole of a path or name fits the pattern, case and all. An
// empty value fits nothing. It takes time in the order of both lengths multiplied.
func (g *Glob) Fits(value string) bool {
	switch {
	case value == "", !strings.HasPrefix(value, g.prefix):
		return false
	case g.flat != "":
		return one(g.flat, hidden(value))
	}
	return len(g.parts) > 0 && g.fitsPath(strings.Split(value, "/"))
}

// String returns the pattern as it was written.
func (g Glob) String() string { return g.text }

// fitsPath walks pattern and path side by side. Where they part, the last ** takes
// one folder more: an earlier one never has to be tried again.
func (g *Glob) fitsPath(names []string) bool {
	p, n, star, from := 0, 0, -1, 0
	for n < len(names) {
		switch {
		case p < len(g.parts) && g.parts[p] == "**":
			star, from = p, n
			p++
		case p < len(g.parts) && one(g.parts[p], names[n]):
			p, n = p+1, n+1
		case star >= 0:
			from++
			p, n = star+1, from
		default:
			return false
		}
	}
	for p < len(g.parts) && g.parts[p] == "**" {
		p++
	}
	return p == len(g.parts)
}

// plain is the beginning of a pattern in which every character means itself.
func plain(pattern string) string {
	if i := strings.IndexAny(pattern, `*?[\`); i >= 0 {
		return pattern[:i]
	}
	return pattern
}

// one matches one name; the pattern was tried at compile time.
func one(pattern, name string) bool {
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}

// hidden replaces what path.Match takes for a border by a character that no name has.
func hidden(s string) string { return strings.ReplaceAll(s, "/", "\x00") }

// sound wants what path.Match accepts. It reads all of a pattern only against a name
// that gets that far, so each bracket is looked at here.
func sound(pattern string) error {
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case '\\':
			if i++; i == len(pattern) {
				return errors.New(`the \ at its end takes the meaning of nothing away: double it, or leave it out`)
			}
		case '[':
			end, err := class(pattern[i:])
			if err != nil {
				return err
			}
			i += end
		}
	}
	return nil
}

// class returns where the class that a text begins with ends.
func class(text string) (int, error) {
	for end := 1; end < len(text); end++ {
		switch text[end] {
		case '\\':
			end++
		case ']':
			if _, err := path.Match(hidden(text[:end+1]), "a"); err != nil {
				return 0, fmt.Errorf(`%q is no list of characters: write [abc] or [a-z], or \[ for the bracket itself`, text[:end+1])
			}
			return end, nil
		}
	}
	return 0, errors.New(`a [ is not closed: close it, or write \[ for the bracket itself`)
}

// limited refuses patterns that nobody wrote by hand.
func limited(pattern string) error {
	if len(pattern) > globMax {
		return fmt.Errorf("the pattern is longer than %d bytes", globMax)
	}
	return nil
}
