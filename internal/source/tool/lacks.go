package tool

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"syncd/internal/model"
	"syncd/internal/source"
)

// Lacks are lists of names, by what is in them, that a tool does not show to this account or
// does not know, and what they leave unsaid. Results are read without them, people are told.
// They are kept in a cursor, which is why they quote no words of the tool.
type Lacks map[string]string

// Spare takes in how it went to read names that can be done without, and reports whether
// they must be; meaning says what is unsaid without them. What was known of them before
// should be kept: folders and environments that vanish take links and defects with them. It
// returns the error where the tool may answer the next time: then it is better to wait than
// to tell half.
func (l *Lacks) Spare(what, meaning string, err error) (spared bool, _ error) {
	status, no := denied(err)
	switch {
	case err == nil:
		delete(*l, what)
		return false, nil
	case !no:
		return false, err
	case *l == nil:
		*l = Lacks{}
	}
	(*l)[what] = fmt.Sprintf("they cannot be read (HTTP %d), so %s", status, meaning)
	return true, nil
}

// Miss reports whether something is not shown.
func (l Lacks) Miss(what string) bool { return l[what] != "" }

// denied reports whether an error says that this account will not be shown something, however
// often it asks, and by which status.
func denied(err error) (int, bool) {
	var e *source.Error
	if !errors.As(err, &e) {
		return 0, false
	}
	return e.Status, e.Status != 0 && (e.Kind == source.NotFound || e.Kind == source.Refused || e.Kind == source.Auth && e.Status == http.StatusForbidden)
}

// Remarks are what people are told. What told holds already, they have heard before.
func (l Lacks) Remarks(told Lacks) []model.Fault {
	var out []model.Fault
	for _, what := range slices.Sorted(maps.Keys(l)) {
		out = append(out, model.Fault{Origin: what, Text: l[what], Standing: told[what] == l[what]})
	}
	return out
}

// Findings are the same for a survey.
func (l Lacks) Findings() []source.Finding {
	var out []source.Finding
	for _, what := range slices.Sorted(maps.Keys(l)) {
		out = append(out, source.Finding{Text: what + ": " + l[what], Cure: "let the account see them if that matters; all else is read"})
	}
	return out
}
