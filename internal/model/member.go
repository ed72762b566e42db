package model

import "strings"

// Member is the name by which a shared defect lists a case, or a part of one that may
// have a defect of its own: a row, or an environment. Without words all of it is meant.
func Member(c CaseID, part ...string) string {
	if len(part) == 0 {
		return string(c)
	}
	return string(c) + "/" + Key16(part...)
}

// CaseOf is the case of a member.
func CaseOf(member string) string {
	c, _, _ := strings.Cut(member, "/")
	return c
}
