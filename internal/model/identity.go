package model

import (
	"crypto/sha256"
	"encoding/base32"
	"path"
	"strings"
	"unicode"
)

// sep is the ASCII unit separator: it cannot occur in cleaned text, so parts
// joined by it never collide.
const sep = "\x1f"

// Key16 is the one hash of the house for things that need a name: the first 16
// characters of the lower-case base32 SHA-256 over the joined parts (80 bits: a
// million names collide with probability 4e-13).
func Key16(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, sep)))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:16]
}

// Identify returns the case's id within a namespace. An explicit id wins; else
// class and name count, and the file or suite joins only where the class says
// nothing, because suite names hold hosts, dates and shard numbers too often.
// Messages, lines, run ids and times never count.
func Identify(namespace string, c Case) CaseID {
	if c.Explicit != "" {
		return CaseID(Key16("case:v1", namespace, "id", tidy(c.Explicit)))
	}
	class, name, place := tidy(c.Class), tidy(c.Name), ""
	if class == "" || class == name {
		place = tidyPath(c.File)
		if place == "" {
			place = tidy(strings.Join(c.Suite, " / "))
		}
	}
	return CaseID(Key16("case:v1", namespace, "name", class, name, place))
}

// RunOf returns the id of a run from what makes it itself.
func RunOf(namespace string, parts ...string) RunID {
	return RunID(Key16(append([]string{"run:v1", namespace}, parts...)...))
}

// Split cuts the row off a test name: `total[EUR-3]` is the row `[EUR-3]` of the
// test `total`, `adds(int, int)[2]` is row `[2]`. A name that is nothing but a
// row is left whole.
func Split(name string) (base, row string) {
	trimmed := strings.TrimRightFunc(name, unicode.IsSpace)
	if !strings.HasSuffix(trimmed, "]") {
		return name, ""
	}
	depth := 0
	for i := len(trimmed) - 1; i > 0; i-- {
		switch trimmed[i] {
		case ']':
			depth++
		case '[':
			depth--
		}
		if depth == 0 {
			return strings.TrimRightFunc(trimmed[:i], unicode.IsSpace), trimmed[i:]
		}
	}
	return name, ""
}

// tidy makes two spellings of one name equal: white space is collapsed, control
// characters are dropped.
func tidy(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// tidyPath is tidy for file names, which one CI writes with backslashes.
func tidyPath(s string) string {
	if s = tidy(strings.ReplaceAll(s, `\`, "/")); s == "" {
		return ""
	}
	return path.Clean(s)
}
