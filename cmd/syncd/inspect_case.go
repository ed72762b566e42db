package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"syncd/internal/source/files"
)

// caseName is what people call a case, its row and where it ran.
func caseName(c files.InspectedCase) string {
	text := c.Title + c.Result.Row
	if c.Result.Environment != "" {
		text += " (" + c.Result.Environment + ")"
	}
	return plain(text)
}

// ranOn is the context that the file or its sidecar gives.
func ranOn(f files.Inspected) string {
	var parts []string
	for _, p := range [][2]string{{"run", f.Run}, {"branch", f.Context.Branch}, {"build", f.Context.Build}, {"version", f.Context.Version},
		{"environment", f.Context.Environment}, {"commit", f.Context.Commit}, {"", f.Context.URL}} {
		if p[1] != "" {
			parts = append(parts, strings.TrimSpace(p[0]+" "+plain(p[1])))
		}
	}
	return strings.Join(parts, ", ")
}

// caseRemarks says what is worth knowing beside the outcome, the issue keys first.
func caseRemarks(c files.InspectedCase, u understood) string {
	keys := u.shown(c.Case)
	parts := []string{strings.Join(keys, " ")}
	if len(keys) == 0 {
		parts[0] = "no issue key"
	}
	if c.Explicit != "" {
		parts = append(parts, "id "+plain(c.Explicit))
	}
	switch {
	case c.Result.Flaky:
		parts = append(parts, fmt.Sprintf("flaky: %d attempts", c.Result.Attempts))
	case c.Result.Attempts > 1:
		parts = append(parts, fmt.Sprintf("%d attempts", c.Result.Attempts))
	}
	if c.Muted {
		parts = append(parts, "muted")
	}
	return strings.Join(parts, ", ")
}

// caseReason is the first line of why a case failed or did not run.
func caseReason(r files.InspectedResult) string {
	text := r.Reason
	if r.Failure != nil {
		text = r.Failure.Message
		if strings.TrimSpace(text) == "" {
			text = r.Failure.Detail
		}
	}
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return plain(strings.TrimSpace(first))
}

// plain spells out what a terminal would act on or hide: test output and file names
// hold escape sequences, line breaks and marks that turn the writing direction.
func plain(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
	}
	return b.String()
}
