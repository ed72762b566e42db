package record

import (
	"fmt"
	"io"
	"strings"
	"time"

	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/rule"
	"syncd/internal/verdict"
)

// WriteReportMarkdown writes a report as Markdown with tables, as GitHub, GitLab and chat
// tools read it. What people and tests wrote stays text.
func WriteReportMarkdown(w io.Writer, r Report) error {
	var b strings.Builder
	name := r.Scope.Name
	if r.Project != "" {
		name = r.Project + " " + name
	}
	fmt.Fprintf(&b, "# %s %s: %s\n\n", md(string(r.Kind)), md(name), strings.ToLower(r.State.Words()))
	fmt.Fprintf(&b, "%s\n\n", md(r.Why))
	r.standing(&b)
	r.risks(&b)
	r.counts(&b)
	r.stories(&b)
	fmt.Fprintf(&b, "Made %s by syncd %s.\n", minute(r.Made), md(r.Version))
	_, err := io.WriteString(w, b.String())
	return err
}

// standing says as of when all this is true, and what it rests on.
func (r Report) standing(b *strings.Builder) {
	fmt.Fprintf(b, "- As of %s, judged by sync %s\n", minute(r.AsOf), md(r.Sync))
	if !r.FrozenAt.IsZero() {
		fmt.Fprintf(b, "- Frozen record of %s: nothing of it changes any more\n", minute(r.FrozenAt))
	}
	if !r.Due.IsZero() {
		fmt.Fprintf(b, "- Due %s\n", r.Due.UTC().Format(time.DateOnly))
	}
	word := string(r.Evidence)
	if r.Outdated && r.Evidence == verdict.Complete {
		word = "outdated"
	}
	fmt.Fprintf(b, "- Evidence: %s, %s\n", word, md(r.Rests))
	for _, d := range r.Doubting() {
		fmt.Fprintf(b, "  - %s\n", md(d))
	}
	if len(r.Judged) > 1 {
		fmt.Fprintf(b, "- Judged %d times:\n", len(r.Judged))
		for _, j := range r.Judged {
			fmt.Fprintf(b, "  - %s, by sync %s\n", md(j.Why), md(j.Sync))
		}
	}
	b.WriteString("\n")
}

// risks lists what remains, and what people accept.
func (r Report) risks(b *strings.Builder) {
	b.WriteString("## Risks\n\n")
	if len(r.Risks) == 0 {
		b.WriteString("None of the list remains.\n\n")
	}
	for _, risk := range r.Risks {
		fmt.Fprintf(b, "### %s: %d%s", risk.Kind, risk.Count, map[bool]string{true: ", blocks"}[risk.Blocks && risk.Count > 0])
		if risk.Accepted > 0 {
			fmt.Fprintf(b, ", %d accepted", risk.Accepted)
		}
		b.WriteString("\n\n| Key | What | Why | Accepted |\n|---|---|---|---|\n")
		for _, i := range risk.Items {
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", r.key(i.Key, risk.Kind.About()), named(i.Title, i.Restricted), md(i.Why), md(Accepted(i.Waiver)))
		}
		if left := risk.Count + risk.Accepted - len(risk.Items); left > 0 {
			fmt.Fprintf(b, "\nAnd %d more.\n", left)
		}
		b.WriteString("\n")
	}
}

// counts are stories by verdict, tests by outcome, failing tests by who has them, and open
// defects by priority.
func (r Report) counts(b *strings.Builder) {
	fmt.Fprintf(b, "## Progress\n\n- Stories: %s\n", tallied(r.Total, words(verdict.Words()), func(w string) int { return r.Readiness.Stories[verdict.Word(w)] }))
	tests := 0
	for _, n := range r.Tests {
		tests += n
	}
	fmt.Fprintf(b, "- Tests: %s\n", tallied(tests, words(verdict.Progresses()), func(w string) int { return r.Tests[verdict.Progress(w)] }))
	failing := 0
	for _, n := range r.Failing {
		failing += n
	}
	fmt.Fprintf(b, "- Failing tests: %s\n", tallied(failing, words(plan.StateWords()), func(w string) int { return r.Failing[plan.StateWord(w)] }))
	open, _ := r.Open()
	var parts []string
	for _, p := range r.Defects {
		text := fmt.Sprintf("%d %s", p.Open, md(p.Priority))
		if p.Priority == "" {
			text = fmt.Sprintf("%d without priority", p.Open)
		}
		if p.Blocking {
			text += " (blocks)"
		}
		parts = append(parts, text)
	}
	fmt.Fprintf(b, "- Open defects: %s\n\n", join(open, parts))
}

// words are the words of a closed list as strings.
func words[T ~string](all []T) []string {
	var out []string
	for _, w := range all {
		out = append(out, string(w))
	}
	return out
}

// tallied says how many there are of each word that occurs.
func tallied(total int, words []string, of func(string) int) string {
	var parts []string
	for _, w := range words {
		if n := of(w); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, strings.ReplaceAll(w, "_", " ")))
		}
	}
	return join(total, parts)
}

// join is a total with its parts.
func join(total int, parts []string) string {
	if len(parts) == 0 {
		return fmt.Sprint(total)
	}
	return fmt.Sprintf("%d: %s", total, strings.Join(parts, ", "))
}

// stories is the table of all stories.
func (r Report) stories(b *strings.Builder) {
	b.WriteString("## Stories\n\n")
	if len(r.Stories) == 0 {
		b.WriteString("None is planned for it.\n\n")
		return
	}
	b.WriteString("| Story | Title | In Jira | Verdict | Passed | Who has its failures | Open defects | Why | Accepted |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, m := range r.Stories {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %d/%d | %s | %d | %s | %s |\n", r.key(m.Key, readiness.AboutStory), named(m.Title, m.Restricted), md(m.Status),
			strings.ReplaceAll(string(m.Verdict), "_", " "), m.Passed, m.Tests, md(strings.Join(m.Failing, ", ")), m.Open, md(m.Reason), md(Accepted(m.Waiver)))
	}
	b.WriteString("\n")
}

// key is the key of an item, leading to Jira where it is an issue and Jira is known.
func (r Report) key(key string, about readiness.Subject) string {
	at := r.Issue(key)
	if at == "" || strings.ContainsAny(at, " ()<>") || about != readiness.AboutStory && about != readiness.AboutDefect {
		return md(key)
	}
	return fmt.Sprintf("[%s](%s)", md(key), at)
}

// named is what an item is called.
func named(title string, restricted bool) string {
	if restricted {
		return "restricted in Jira"
	}
	return md(title)
}

// minute is a moment as people read it.
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// special are the characters that mean something in some Markdown; a backslash takes the
// meaning away. An @ would call people.
var special = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "{", `\{`, "}", `\}`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;",
	"#", `\#`, "|", `\|`, "~", `\~`, "!", `\!`, "&", "&amp;", "@", "&#64;", "://", `:\/\/`)

// md makes one line of any text that Markdown shows as it is.
func md(text string) string { return special.Replace(rule.OneLine(text)) }
