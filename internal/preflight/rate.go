package preflight

import "syncd/internal/jira"

// slow is how many requests a minute are too few: a first cycle needs above a hundred.
const slow = 60

// limit tells the limit, and whether it is a tight one.
func limit(r jira.Rate, out *findings, where string) {
	const cure = "ask an administrator of Jira to raise the limit of this account, or to exempt it"
	switch {
	case r.Scarce():
		out.add(Warning, where, "let longer times pass between cycles, or "+cure, "little is left of the limit on requests: %s", r)
	case r.PerMinute() > 0 && r.PerMinute() < slow:
		out.add(Warning, where, cure, "the limit on requests is low: %s; a first cycle needs above a hundred of them", r)
	case r.Limit > 0:
		out.add(Note, where, "", "the limit on requests: %s", r)
	}
}
