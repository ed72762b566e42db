package config

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"

	"syncd/internal/secret"
)

// text is the source of one file: for excerpts, with its secrets blacked out.
type text struct {
	name  string
	raw   []byte
	lines [][]rune
	// addition is set for files beside the main one, which may hold nothing.
	addition bool
	starts   [][2]int       // line and column of every node, in order
	masks    map[int][]mask // by line
}

// mask blacks out part of a line; width 0 reaches to its end.
type mask struct{ column, width int }

// newText splits a file into lines.
func newText(name string, raw []byte) *text {
	all := strings.ReplaceAll(strings.TrimPrefix(string(raw), "\ufeff"), "\r\n", "\n")
	t := &text{name: name, raw: raw, masks: map[int][]mask{}}
	for _, line := range strings.Split(all, "\n") {
		t.lines = append(t.lines, []rune(line))
	}
	return t
}

// line returns a line by its 1-based number, "" beyond the file.
func (t *text) line(n int) string {
	if n < 1 || n > len(t.lines) {
		return ""
	}
	return string(t.lines[n-1])
}

// from returns a line from a 1-based column on, counted in characters.
func (t *text) from(line, column int) []rune {
	if line < 1 || line > len(t.lines) || column < 1 || column > len(t.lines[line-1]) {
		return nil
	}
	return t.lines[line-1][column-1:]
}

// hide blacks out every scalar below a node.
func (t *text) hide(n *node) {
	for _, c := range n.items {
		t.hide(c)
	}
	for _, p := range n.pairs {
		t.hide(p.value)
	}
	if n.kind != scalar || n.at.File != t.name {
		return
	}
	if !n.block {
		t.mask(n.at.Line, mask{n.at.Column, n.at.width})
		return
	}
	t.mask(n.at.Line, mask{n.at.Column, 0})
	for line, end := n.at.Line+1, t.after(n.at); line < end; line++ {
		t.mask(line, mask{1, 0})
	}
}

// mask adds a mask once; a file that is decoded twice hides everything twice.
func (t *text) mask(line int, m mask) {
	if !slices.Contains(t.masks[line], m) {
		t.masks[line] = append(t.masks[line], m)
	}
}

// after returns the line of the first node behind a place.
func (t *text) after(o Origin) int {
	i := sort.Search(len(t.starts), func(i int) bool { return t.starts[i][0] > o.Line })
	if i < len(t.starts) {
		return t.starts[i][0]
	}
	return len(t.lines) + 1
}

// show returns a line fit to print, with the caret's column moved along.
func (t *text) show(n, column int) (string, int) {
	runes := []rune(t.line(n))
	masks := slices.Clone(t.masks[n])
	// From the right, so that columns on the left stay what they were.
	slices.SortFunc(masks, func(a, b mask) int { return b.column - a.column })
	for _, m := range masks {
		from, to := min(m.column-1, len(runes)), len(runes)
		if m.width > 0 {
			to = min(from+m.width, len(runes))
		}
		if column > m.column {
			column += len(secret.Mask) - (to - from)
		}
		runes = slices.Concat(runes[:from], []rune(secret.Mask), runes[to:])
	}
	return t.guess(n, clean(string(runes))), max(column, 1)
}

// A file that cannot be parsed has no nodes to hide. Then the words must do.
var secretKey = regexp.MustCompile(`(?i)^(\s*(?:- +)?["']?[\w-]*(?:token|passw|secret|api_?key)[\w-]*["']?\s*:\s*)(.*)$`)

// holdsWord reports whether a key reads like that of a secret.
func holdsWord(key string) bool { return secretKey.MatchString(key + ":") }

// guess masks what looks like a secret by its key or shape.
func (t *text) guess(n int, line string) string {
	if m := secretKey.FindStringSubmatch(line); m != nil && m[2] != "" && !strings.ContainsAny(m[2][:1], "{[*&|>#") {
		return m[1] + secret.Mask
	}
	before := secretKey.FindStringSubmatch(t.line(n - 1))
	if before != nil && (before[2] == "" || strings.ContainsAny(before[2][:1], "|>")) && !strings.Contains(line, ":") && len(t.starts) == 0 {
		return secret.Mask
	}
	return secret.Redact(line)
}

// clean makes a line safe for a terminal; every character keeps its column.
func clean(line string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return '·'
		}
		return r
	}, line)
}
