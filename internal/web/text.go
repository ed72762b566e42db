package web

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"
	"unicode"

	"syncd/internal/record"
)

// functions are what templates may call. None of them returns markup.
func functions(now func() time.Time) template.FuncMap {
	return template.FuncMap{
		"clean": clean, "clip": clip, "quoted": quoted, "verbatim": verbatim, "safe": safe, "seg": url.PathEscape, "say": say, "tone": tone,
		"stamp": stamp, "iso": iso, "took": took, "many": many, "hint": hint, "what": what, "dict": dict, "news": news, "where": record.Where,
		"written": func(w record.Write) string { return record.OutcomeLine(w.Outcome) },
		"doubts":  doubts,
		"day":     day, "because": because, "byWhom": byWhom, "scopename": scopeName,
		"mark": mark, "outcomes": outcomes, "days": wholeDays,
		"ago": func(t time.Time) string { return ago(now(), t) },
	}
}

// unsafe reports characters that change how their neighbours are read: controls, and
// the marks that reverse the direction of text. Letters of scripts written from right
// to left need none of them.
func unsafe(r rune) bool {
	switch {
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c, r == 0xfeff:
		return true
	}
	return unicode.IsControl(r)
}

// clean makes one harmless line of a text from outside. What it takes out leaves a
// trace: a title that was meant to deceive should look odd.
func clean(v any) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case unsafe(r):
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(fmt.Sprint(v), "\uFFFD"))
}

// clip cleans a text and cuts it after n characters.
func clip(n int, v any) string {
	runes := []rune(clean(v))
	if len(runes) <= n {
		return string(runes)
	}
	return string(runes[:n-1]) + "…"
}

// piece is a part of a sentence: prose, or what is to be typed.
type piece struct {
	Text string
	Code bool
}

// quoted takes a sentence apart at its backticks. Where one has no partner, all is prose.
func quoted(text string) []piece {
	parts := strings.Split(text, "`")
	if len(parts)%2 == 0 {
		return []piece{{Text: text}}
	}
	var out []piece
	for i, part := range parts {
		if part != "" {
			out = append(out, piece{part, i%2 == 1})
		}
	}
	return out
}

// blockMax is how much of a trace or diff a page shows; the run has all of it.
const blockMax = 20_000

// verbatim cleans preformatted text, keeps its lines and cuts it.
func verbatim(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		parts := strings.Split(line, "\t")
		for j := range parts {
			parts[j] = clean(parts[j])
		}
		b.WriteString(strings.Join(parts, "\t"))
		if b.Len() > blockMax {
			return string([]rune(b.String())[:min(blockMax, len([]rune(b.String())))]) + "\n… cut here; the run has all of it"
		}
	}
	return b.String()
}

// safe returns an address from outside if a browser may follow it, else "".
func safe(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// say turns a word of a closed list into words for people: fully_tested → fully tested.
func say(word any) string { return strings.ReplaceAll(clean(word), "_", " ") }

// stamp is a moment as pages show it, iso as machines read it. All of it is UTC.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
func iso(t time.Time) string   { return t.UTC().Format(time.RFC3339) }

// ago says how far a moment is from now.
func ago(now, t time.Time) string {
	d := now.Sub(t)
	switch {
	case d < -time.Minute:
		return "in " + rough(-d)
	case d < time.Minute:
		return "just now"
	}
	return rough(d) + " ago"
}

// rough is a duration in its largest unit.
func rough(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// wholeDays is a length of time in days.
func wholeDays(d time.Duration) string { return many(int(d.Hours()/24), "day", "days") }

// took is how long something lasted, with as many digits as mean anything.
func took(d time.Duration) string {
	switch {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d < time.Minute:
		return d.Round(100 * time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

// many counts things in words: 1 case, 2 cases.
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// news returns a value unless a text beside it says it already.
func news(value, beside string) string {
	if strings.Contains(beside, value) {
		return ""
	}
	return value
}

// dict builds the argument of a part that needs several things.
func dict(pairs ...any) (map[string]any, error) {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		out[key] = pairs[i+1]
	}
	return out, nil
}
