package record

import (
	"fmt"
	"strings"

	"syncd/internal/verdict"
)

// Linking says how many cases a cycle saw, and how many of them check no story.
type Linking struct {
	Cases   int              `json:"cases"`
	NoStory int              `json:"no_story"`
	Sources map[string]Loose `json:"sources"`
	// Ignored counts keys that tests name and that mean nothing, by the type of their issue.
	Ignored map[string]int `json:"ignored,omitempty"`
	Rules   int            `json:"rules,omitempty"` // link rules
	Idle    int            `json:"idle,omitempty"`  // those that link no case
}

// Loose counts the cases of one source.
type Loose struct {
	Cases   int `json:"cases"`
	NoStory int `json:"no_story"`
}

// NewLinking counts what was judged, and returns the link rules that link no case.
func NewLinking(subjects []verdict.Subject, rules []verdict.Link) (Linking, []verdict.Link) {
	l := Linking{Cases: len(subjects), Sources: map[string]Loose{}, Ignored: map[string]int{}, Rules: len(rules)}
	used := map[string]bool{}
	for _, s := range subjects {
		n := l.Sources[s.Case.Source]
		n.Cases++
		if len(s.Stories) == 0 {
			n.NoStory++
			l.NoStory++
		}
		l.Sources[s.Case.Source] = n
		for _, k := range s.Ignored {
			l.Ignored[k.Type]++
		}
		for _, r := range s.Rules {
			used[r] = true
		}
	}
	var idle []verdict.Link
	for _, r := range rules {
		if !used[r.String()] {
			idle = append(idle, r)
		}
	}
	l.Idle = len(idle)
	return l, idle
}

// String says in one line how many cases check no story and where to see them, "" if
// all of them do.
func (l Linking) String() string {
	switch {
	case l.NoStory == 0:
		return ""
	case l.Cases == 1:
		return "the one case names no story; syncd shows it at /cases, or with `syncd inspect --unlinked` if a file has it"
	}
	verb := "name"
	if l.NoStory == 1 {
		verb = "names"
	}
	return fmt.Sprintf("%d of %d cases %s no story; syncd shows them at /cases, and those of files with `syncd inspect --unlinked`", l.NoStory, l.Cases, verb)
}

// writeLoose tells in a plan that there are cases without a story.
func writeLoose(b *strings.Builder, l Linking) {
	if text := l.String(); text != "" {
		b.WriteString(text + "\n")
	}
}
