package model

import (
	"regexp"
	"strings"
)

// An issue key as Jira's default project key pattern allows it. It also fits
// UTF-8, SHA-256 and CVE-2024: only keys of configured projects are believed.
var issueKey = regexp.MustCompile(`\b[A-Z][A-Z0-9_]+-[1-9][0-9]*\b`)

// Keys returns the issue-key-shaped words of a text in order, each once, without
// the prefixes that tools put before them (`@SHOP-1`, `jira:SHOP-1`,
// `TEST_SHOP-1`, `REQ_SHOP-1`).
func Keys(text string) []string {
	var out []string
	seen := map[string]bool{}
	for _, k := range issueKey.FindAllString(text, -1) {
		for _, prefix := range []string{"TEST_", "REQ_"} {
			k = strings.TrimPrefix(k, prefix)
		}
		if !seen[k] && issueKey.MatchString(k) {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}

// idPrefix begins a reference to an issue by its id: test tools that live in Jira name
// issues so.
const idPrefix = "id:"

// IDRef is a reference to an issue by its numeric id, to stand where keys stand; "" if it
// is no id.
func IDRef(id string) string {
	if !jiraID.MatchString(id) {
		return ""
	}
	return idPrefix + id
}

// RefID returns the id of such a reference, "" if it is a key.
func RefID(ref string) string {
	id, ok := strings.CutPrefix(ref, idPrefix)
	if !ok {
		return ""
	}
	return id
}

// RefName is how people are told of a reference: by its key, or `issue 10100` where only
// the id is known.
func RefName(ref string) string {
	if id := RefID(ref); id != "" {
		return "issue " + id
	}
	return ref
}

// Project returns the project part of an issue key, or "" if it is none.
func Project(key string) string {
	if i := strings.LastIndexByte(key, '-'); i > 0 {
		return key[:i]
	}
	return ""
}
