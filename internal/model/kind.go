package model

import (
	"regexp"
	"strings"
)

// FailureKind says in one word what sort of failure it was. It is a guess from words
// that the tools are known to write, good enough for a rule and never part of a key.
type FailureKind string

// The kinds of failure.
const (
	KindAssertion FailureKind = "assertion" // the product did not do what the test expected
	KindError     FailureKind = "error"     // the test or the product crashed
	KindTimeout   FailureKind = "timeout"   // something did not happen in time
	KindUnknown   FailureKind = "unknown"   // the failure does not say
)

// FailureKinds lists every kind.
func FailureKinds() []FailureKind {
	return []FailureKind{KindAssertion, KindError, KindTimeout, KindUnknown}
}

var (
	// Playwright's assertions wait, and say for how long they did: what failed is still
	// the expectation.
	waited = regexp.MustCompile(`waiting for expect\(|^expect\.|\bexpect\((?:locator|page)\b`)

	timedOut = regexp.MustCompile(`(?i)time(?:d)?[ -]?out|deadline exceeded|did not (?:finish|complete) (?:in|within)`)

	asserted = regexp.MustCompile(`(?i)Assert(?:ion)?(?:Failed)?(?:Error|Exception)?\b|AssertionFailed|ComparisonFailure|MultipleFailures` +
		`|\bexpect(?:ed)?\(|\bexpected\b.*\b(?:but|got|to|was|received|actual)\b|\bgot\b.*\b(?:want|expected)\b|\bwant\b.*\bgot\b|expected:? ?<` +
		`|^assert\b|^Error Trace:|DID NOT (?:RAISE|WARN)|\bNot equal\b|should (?:be|have|equal|not|contain|match)\b|^Expected\b|\[XPASS\(strict\)\]`)

	crashed = regexp.MustCompile(`(?:^|[\s."':\[])(?:[\pL_][\pL\d_.$]*)?(?:Error|Exception|Panic|Fault|Interrupt|Exit)\b|^panic\b|^fatal error|\[build failed\]|SIG[A-Z]{3,}|net::ERR_|(?i)segmentation fault|uncaught`)
)

// Kind judges the failure by its type and its first words. A time-out comes first:
// whatever else it is, waiting longer or looking at the machine comes before the code.
func (f *Failure) Kind() FailureKind {
	if f == nil {
		return KindUnknown
	}
	f = &Failure{Error: f.Error, Type: f.Type[:min(len(f.Type), openingWidth)], Message: f.Message, Detail: f.Detail}
	if k := f.kindOf(opening(f.Message)); k != KindUnknown {
		return k
	}
	// Some writers put the name of the test into the message and all else below it.
	return f.kindOf(opening(f.Detail))
}

// kindOf judges by the type and one text.
func (f *Failure) kindOf(said string) FailureKind {
	text := strings.TrimSpace(f.Type) + "\n" + said
	has := func(re *regexp.Regexp) bool {
		return re.MatchString(f.Type) || anyLine(said, re)
	}
	switch {
	case has(waited):
		return KindAssertion
	case timedOut.MatchString(text):
		return KindTimeout
	case f.Error:
		return KindError
	case has(asserted):
		return KindAssertion
	case has(crashed):
		return KindError
	}
	return KindUnknown
}

// anyLine reports whether the expression finds something in one of the lines.
func anyLine(text string, re *regexp.Regexp) bool {
	for line := range strings.Lines(text) {
		if re.MatchString(strings.TrimSpace(line)) {
			return true
		}
	}
	return false
}

// How much of a text is looked at: a few lines, and of each as many bytes. Further
// down stand frames and source code, in which every word may occur.
const (
	openingLines = 4
	openingWidth = 300
)

// opening returns the first lines that hold something, without the frames of a trace.
func opening(text string) string {
	var out []string
	for line := range strings.Lines(text[:min(len(text), 4096)]) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if len(out) == openingLines || len(out) > 0 && frame.MatchString(line) {
			break
		}
		out = append(out, line[:min(len(line), openingWidth)])
	}
	return strings.Join(out, "\n")
}
