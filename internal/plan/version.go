package plan

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/desired"
	"syncd/internal/model"
)

// testedVersion is the version that the latest failure happened in, the newest where its
// run names several, joined by ", "; "" where it names none, or only an id that is not
// known.
func testedVersion(d desired.Defect) string {
	names := strings.Split(d.Last.Run.Context.Version, ", ")
	return newest(slices.DeleteFunc(names, func(name string) bool { return model.RefID(name) != "" }))
}

// newest is the latest of some version names, "" if there is none.
func newest(versions []string) string {
	best := ""
	for _, v := range versions {
		if best == "" || older(best, v) {
			best = v
		}
	}
	return best
}

// older reports whether one version comes before another. Names are compared part by
// part, numbers as numbers; names that share no form, such as `1.4` and `autumn`, are
// in no order, and nothing is older. A word before the number, as in `release 1.4`,
// does not matter where the other name has none.
func older(a, b string) bool {
	x, y := alike(parts(a), parts(b))
	if len(x) == 0 || len(y) == 0 {
		return false // nothing but signs
	}
	for i := range max(len(x), len(y)) {
		p, q := part(x, i), part(y, i)
		if number(p) != number(q) {
			return false
		}
		if c := comparePart(p, q); c != 0 {
			return c < 0 && number(p)
		}
	}
	return false
}

// alike takes the leading words off the one of two names that alone has them.
func alike(x, y []string) (a, b []string) {
	switch {
	case len(x) == 0 || len(y) == 0 || number(x[0]) == number(y[0]):
		return x, y
	case number(x[0]):
		return x, numbered(y)
	}
	return numbered(x), y
}

// numbered is a name from its first number on.
func numbered(x []string) []string {
	for len(x) > 0 && !number(x[0]) {
		x = x[1:]
	}
	return x
}

// parts splits a version name: `v1.10-rc.2` is 1, 10, rc, 2.
func parts(v string) []string {
	return strings.FieldsFunc(strings.TrimPrefix(strings.ToLower(v), "v"), func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z')
	})
}

// part is one part of a name; what a name does not say is 0.
func part(x []string, i int) string {
	if i < len(x) {
		return x[i]
	}
	return "0"
}

// comparePart compares numbers of any length as numbers, words as words.
func comparePart(p, q string) int {
	if number(p) && number(q) {
		p, q = strings.TrimLeft(p, "0"), strings.TrimLeft(q, "0")
		return cmp.Or(cmp.Compare(len(p), len(q)), cmp.Compare(p, q))
	}
	return cmp.Compare(p, q)
}

// number reports whether a part is all digits.
func number(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
