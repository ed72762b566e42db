package model

import (
	"regexp"
	"strings"
)

// frames is how many stack frames enter a signature: enough to tell two causes
// apart, few enough that a refactoring far up the stack changes nothing.
const frames = 3

// What differs between two occurrences of one cause is cut out before hashing.
// Order matters: a UUID or a hex number must go before its digits do.
var volatile = []struct {
	re   *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`), "<uuid>"},
	{regexp.MustCompile(`(?i)\b0x[0-9a-f]+\b|@[0-9a-f]{5,}\b|\b[0-9a-f]{12,}\b`), "<hex>"},
	{regexp.MustCompile(`(?:[A-Za-z]:)?(?:[/\\][\w.+@-]+){2,}[/\\]`), ""},
	{regexp.MustCompile(`\d+`), "0"},
	{regexp.MustCompile(`\s+`), " "},
}

// A line of a trace is a frame when it names a place in code, in the way of the
// JVM, Python, JavaScript or Go.
var frame = regexp.MustCompile(`^\s*(?:❯\s+)?(?:at\s+\S.*[(:]|File ".+", line \d+|\S+\.(?:py|go|js|ts|jsx|tsx|rb|cs|kt|java):\d+)`)

// A frame names a function where something callable stands before its place: not only a
// file, and not what JavaScript shows for the body of a test.
var function = regexp.MustCompile(`^\s*(?:at\s+(?:async\s+|new\s+)?\S*[\w$\]]\s*\(|File ".+", line \d+, in \w)`)

// The matchers of JavaScript runners take the name of the place at which they are called.
var matcher = regexp.MustCompile(`^\s*at\s+(?:Object\.|Proxy\.)?to[A-Z]\w*\s*\(`)

// Frames of test runners and standard libraries say nothing about the cause.
var foreign = regexp.MustCompile(`(?:^|[\s(/\\])(?:java\.|javax\.|jdk\.|sun\.|org\.junit|org\.testng|org\.apache\.maven|org\.hamcrest|org\.assertj|kotlin\.|node:|internal/|node_modules|site-packages|_pytest|unittest|runtime[./]|testing[./]|reflect\.)|\((?:<anonymous>|native)\)`)

// Weak begins the signatures that rest on no function of the team's own: on a message,
// or on frames that name a file and a line. All assertions of one file can share one, so
// that it tells when a failure has changed but not that two tests fail for one cause.
const Weak = "~"

// Sign returns the failure's signature: exception type and the top frames of the
// team's own code, with numbers, hex, UUIDs and folders stripped. Two failures with one
// signature very probably have one cause, unless it begins with Weak. Where no frame
// names a function the first line of the message joins in. It is never part of a case's
// identity.
func (f *Failure) Sign() string {
	if f == nil {
		return ""
	}
	parts, weak := []string{settle(f.Type)}, Weak
	for _, line := range strings.Split(f.Detail, "\n") {
		if len(parts) > frames {
			break
		}
		if frame.MatchString(line) && !foreign.MatchString(line) {
			parts = append(parts, settle(line))
			if function.MatchString(line) && !matcher.MatchString(line) {
				weak = ""
			}
		}
	}
	if weak != "" {
		first, _, _ := strings.Cut(strings.TrimSpace(f.Message), "\n")
		parts = append(parts, settle(first))
	}
	return weak + Key16(append([]string{"sig:v2"}, parts...)...)
}

// settle removes what differs from one occurrence to the next.
func settle(s string) string {
	for _, v := range volatile {
		s = v.re.ReplaceAllString(s, v.with)
	}
	return strings.TrimSpace(s)
}
