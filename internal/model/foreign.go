package model

import (
	"regexp"
	"strings"
)

// ForeignID writes what a system calls a case in the one form that is compared:
// `testrail:C123`, `xray:SHOP-12`. It is "" where the id says nothing.
func ForeignID(system, id string) string {
	id = strings.ToUpper(tidy(id))
	if id == "" || system == "" {
		return ""
	}
	if system == "testrail" && id[0] != 'C' {
		id = "C" + id
	}
	return system + ":" + id
}

// System is the part of a foreign id that names the system.
func System(id string) string {
	system, _, _ := strings.Cut(id, ":")
	return system
}

var (
	testRailID = regexp.MustCompile(`^[Cc]\d{1,12}$`)
	zephyrKey  = regexp.MustCompile(`^[A-Z][A-Z0-9_]+-T[1-9]\d{0,11}$`)
	jiraKey    = regexp.MustCompile(`^[A-Z][A-Z0-9_]+-[1-9]\d{0,11}$`)
	jiraID     = regexp.MustCompile(`^\d{1,12}$`)
)

// TestIDs reads ids of test cases as result files write them, one or a list with
// commas. Their form tells whose they are: C123 is TestRail's, SHOP-T12 Zephyr's, the
// key or the number of an issue Xray's. What has no such form is left out.
func TestIDs(text string) []string {
	var out []string
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",; \t\n", r) }) {
		id := ""
		switch {
		case testRailID.MatchString(word):
			id = ForeignID("testrail", word)
		case zephyrKey.MatchString(word):
			id = ForeignID("zephyr", word)
		case jiraKey.MatchString(word), jiraID.MatchString(word):
			id = ForeignID("xray", word)
		}
		if id != "" {
			out = union(out, []string{id})
		}
	}
	return out
}
