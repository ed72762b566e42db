package ledger

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The labels that people may put on an issue to tell us something, and the prefix
// of those that we put on.
const (
	IgnoreLabel = "syncd-ignore" // never write to this issue
	keyPrefix   = "syncd."
)

// ownerPattern is what an owner may look like: it becomes part of a label.
var ownerPattern = regexp.MustCompile(`^[a-z0-9-]{1,40}$`)

// keyLabel is what our second label looks like.
var keyLabel = regexp.MustCompile(`^syncd\.([a-z2-7]{16})(?:\.([1-9][0-9]{0,3}))?$`)

// CheckOwner returns an error unless the owner can be part of a label and cannot be
// taken for another label of ours.
func CheckOwner(owner string) error {
	switch {
	case !ownerPattern.MatchString(owner):
		return fmt.Errorf("owner %q must be 1 to 40 of a-z, 0-9 and -", owner)
	case OwnerLabel(owner) == IgnoreLabel:
		return fmt.Errorf("owner %q would make the label %s, which means something else", owner, IgnoreLabel)
	}
	return nil
}

// OwnerLabel is the label on everything that this installation owns: one search
// finds it all.
func OwnerLabel(owner string) string { return "syncd-" + owner }

// Name is a row's name: the key, and from the second generation on its number.
func Name(key string, generation int) string {
	if generation <= 1 {
		return key
	}
	return key + "." + strconv.Itoa(generation)
}

// KeyLabel is the label that says which defect an issue answers.
func KeyLabel(key string, generation int) string { return keyPrefix + Name(key, generation) }

// Labels are the two labels of a defect, in the order in which they are written.
func Labels(owner, key string, generation int) []string {
	return []string{OwnerLabel(owner), KeyLabel(key, generation)}
}

// Mark is what an issue's labels say about it: which row it answers.
type Mark struct {
	Key        string
	Generation int
}

// ReadMark reads the labels of an issue. Both of ours must be there, and only one
// key: an issue with two keys says nothing certain and is left alone. People type
// labels by hand, so their case does not matter.
func ReadMark(owner string, labels []string) (Mark, bool) {
	mine := slices.ContainsFunc(labels, func(l string) bool { return strings.EqualFold(l, OwnerLabel(owner)) })
	marks := readKeys(labels)
	if !mine || len(marks) != 1 {
		return Mark{}, false
	}
	return marks[0], true
}

// Claimed reports whether the labels name the row, whatever else they name: then
// nobody took our label off, but somebody put another beside it.
func Claimed(owner string, labels []string, m Mark) bool {
	mine := slices.ContainsFunc(labels, func(l string) bool { return strings.EqualFold(l, OwnerLabel(owner)) })
	return mine && slices.Contains(readKeys(labels), m)
}

// Elsewhere reports whether the labels name another row than this one. A second name
// would make an issue say nothing certain.
func Elsewhere(labels []string, m Mark) bool {
	return slices.ContainsFunc(readKeys(labels), func(o Mark) bool { return o != m })
}

// Ignored reports whether a person asked us to leave the issue alone.
func Ignored(labels []string) bool {
	return slices.ContainsFunc(labels, func(l string) bool { return strings.EqualFold(l, IgnoreLabel) })
}

// readKeys returns what the key labels say, each once.
func readKeys(labels []string) []Mark {
	var out []Mark
	for _, l := range labels {
		parts := keyLabel.FindStringSubmatch(strings.ToLower(l))
		if parts == nil {
			continue
		}
		m := Mark{Key: parts[1], Generation: 1}
		if parts[2] != "" {
			m.Generation, _ = strconv.Atoi(parts[2]) // at most four digits by the pattern
		}
		if !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}
