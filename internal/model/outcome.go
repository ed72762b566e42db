package model

// Outcome is how one execution of a case ended. The list is closed: a status
// that a tool has and this list has not becomes Unknown, never a pass or a fail.
type Outcome string

// The outcomes, in the order in which pages and totals list them.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Blocked Outcome = "blocked"
	Skipped Outcome = "skipped"
	Pending Outcome = "pending"
	Unknown Outcome = "unknown"
)

// Outcomes lists every outcome in the order in which people read them.
func Outcomes() []Outcome {
	return []Outcome{Passed, Failed, Blocked, Skipped, Pending, Unknown}
}

// Final reports whether the outcome says something about the product: only a
// pass and a failure do. Everything else leaves a line's state as it was.
func (o Outcome) Final() bool { return o == Passed || o == Failed }
