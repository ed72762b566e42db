package jira

import "strings"

// SaysArchived reports whether Jira's words about a refused write are that the issue, or
// its project, is archived. Cloud says so in no other way. It answers in the language of
// the account: of another one than English the refusal stays an ordinary one, with
// Jira's words, tried again after an hour and then ever more rarely.
func SaysArchived(words string) bool { return strings.Contains(strings.ToLower(words), "archived") }
