package format

import "regexp"

// An exception's name at the beginning of a message.
var exception = regexp.MustCompile(`^\s*((?:[\pL_][\pL\d_.$]*)?(?:Error|Exception|Failure|Timeout|Exit|Interrupt|panic))(?::|\r?\n|$)`)

// ExceptionIn returns the type of exception that a message begins with, "" if it
// begins with none: a signature without it would join different causes.
func ExceptionIn(message string) string {
	if m := exception.FindStringSubmatch(message); m != nil {
		return m[1]
	}
	return ""
}
