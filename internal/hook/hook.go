// Package hook reads what Jira's webhooks say: whether one is signed with our secret, and
// of which issues it speaks.
//
// It must not believe anything else in them: a webhook is a hint to look at an issue, and
// what is seen there is asked of Jira. It does no I/O and keeps no time. Its events go to
// the endpoint in web, and from there to the daemon in app.
package hook

// BodyMax is the longest event that is read, in bytes. Jira's have some ten KiB; one whose
// texts fill a mebibyte is left to the next ordinary look.
const BodyMax = 1 << 20

// How a webhook ended, for metrics and for its sender.
const (
	ResultTaken    = "taken"    // an early look is asked for, or waits already
	ResultRepeated = "repeated" // the same delivery came before
	ResultIgnored  = "ignored"  // it names no issue that any sync cares for
	ResultOwn      = "own"      // our own account did it: most of these are what we have just written
	ResultDenied   = "denied"   // without the right signature
	ResultRefused  = "refused"  // too large, or no JSON
)

// Results lists how a webhook may end.
func Results() []string {
	return []string{ResultTaken, ResultRepeated, ResultIgnored, ResultOwn, ResultDenied, ResultRefused}
}
