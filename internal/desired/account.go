package desired

import (
	"slices"
	"time"

	"syncd/internal/model"
	"syncd/internal/rule"
	"syncd/internal/verdict"
)

// Account is how `when:` reads on a failing case: what people are told who ask why it is
// filed or not.
type Account struct {
	When  string        `json:"when"`
	Line  model.LineKey `json:"line"` // one on which it holds, else the one that failed most often
	Holds bool          `json:"holds"`
	Parts []rule.Part   `json:"parts"`
	// Waiting is why no defect is due, "" if one is; Need how many failures in a row
	// would do, 0 if none would.
	Waiting string `json:"waiting,omitempty"`
	Need    int    `json:"need,omitempty"`
	Old     bool   `json:"old,omitempty"` // it last failed longer ago than max_age
	// Known are the rules of `defects.known` that fit its failures.
	Known []Fit `json:"known,omitempty"`
}

// Fit is a rule of `defects.known` that fits a failure.
type Fit struct {
	Match string `json:"match"`
	Issue string `json:"issue"`
}

// Explain tells how `when:` reads on a case now; false if it does not fail where it
// counts.
func (r Rules) Explain(w model.World, s verdict.Subject, now time.Time) (Account, bool) {
	failing, _ := split(s.Lines)
	if len(failing) == 0 {
		return Account{}, false
	}
	a := Account{When: r.When.String()}
	line := failing[0]
	for i, l := range failing {
		ok, err := r.When.Holds(factsOf(s.Case, l, w, now))
		ok = ok && err == nil
		if i == 0 || ok && !a.Holds || ok == a.Holds && l.Failures > line.Failures {
			line, a.Holds = l, ok
		}
	}
	a.Line, a.Parts = line.LineKey, r.When.Parts(factsOf(s.Case, line, w, now))
	d := Defect{Case: s.Case}
	r.due(&d, w, failing, now)
	a.Waiting, a.Need, a.Old = d.Waiting, d.Need, d.Due && d.Old
	for _, k := range r.Known {
		if slices.ContainsFunc(Rules{Known: []KnownRule{k}}.explained(w, failing), func(f Known) bool { return f.Key == k.Issue }) {
			a.Known = append(a.Known, Fit{Match: k.Match.String(), Issue: k.Issue})
		}
	}
	return a, true
}

// Keys are the keys of the defects that a case may have by what `per:` says, and of the
// lines that stand for it now.
func (r Rules) Keys(s verdict.Subject) []string {
	out := []string{r.Key(s.Case)}
	for _, p := range r.parts(s) {
		if key := r.key(s.Case.Source, p.name...); !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}
