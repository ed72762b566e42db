package verdict

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"syncd/internal/model"
)

// Place is where a case lives, as far as that tells cases of one story from others:
// the folder of its file, else its class's package, else its suite. Cases without a
// story are counted by it.
type Place struct {
	By   By     `json:"by,omitempty"` // empty: the case says nothing of where it lives
	Name string `json:"name"`         // folder, package, suite or component
	// Pattern is what a link rule for the place would be written with.
	Pattern string `json:"pattern,omitempty"`
}

// PlaceOf returns where a case lives.
func PlaceOf(c model.Case) Place {
	if file := FilePath(c.File); file != "" {
		if dir := path.Dir(file); dir != "." {
			return Place{By: ByMatch, Name: dir, Pattern: literal(dir) + "/**"}
		}
		return Place{By: ByMatch, Name: file, Pattern: literal(file)}
	}
	// Some writers, jest's among them, put the whole title into the class.
	if suite := SuitePath(c.Suite); c.Class != "" && (suite == "" || !strings.Contains(c.Class, " ")) {
		if i := strings.LastIndexByte(c.Class, '.'); i > 0 && !strings.ContainsAny(c.Class, "/\\ ") {
			return Place{By: ByClass, Name: c.Class[:i], Pattern: literal(c.Class[:i]) + ".*"}
		}
		return Place{By: ByClass, Name: c.Class, Pattern: literal(c.Class)}
	}
	if suite := SuitePath(c.Suite); suite != "" {
		if l, err := NewLink(ByMatch, literal(suite)+"/**", "", ""); err == nil {
			return Place{By: ByMatch, Name: suite, Pattern: l.Pattern}
		}
		return Place{Name: suite} // empty names between slashes: no pattern of paths says that
	}
	if c.Component != "" {
		return Place{By: ByComponent, Name: c.Component, Pattern: literal(c.Component)}
	}
	return Place{}
}

// Rule is the link rule for a place, ready to be pasted below `stories.links:`; ""
// where the place has no pattern. What Go escapes, YAML reads back.
func (p Place) Rule(story string) string {
	if p.Pattern == "" {
		return ""
	}
	return fmt.Sprintf("- { %s: %s, story: %s }", p.By, strconv.Quote(p.Pattern), story)
}

// literal takes the meaning of characters that patterns give one away.
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(s)
}
