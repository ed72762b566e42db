package secret

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// knownMin is the shortest secret that a Redactor looks for by its text: shorter
// ones occur in ordinary words.
const knownMin = 6

// Redactor takes secrets out of texts: those it can tell by their surroundings,
// and those it was given. The zero value knows the patterns only. It is immutable
// and safe for concurrent use.
type Redactor struct{ known []string }

// NewRedactor returns a Redactor that also knows these secrets, in plain and in
// URL-escaped form. Secrets shorter than 6 bytes are left to the patterns.
func NewRedactor(secrets ...Secret) Redactor {
	var r Redactor
	for _, s := range secrets {
		if text := s.Reveal(); len(text) >= knownMin {
			r.known = append(r.known, text, url.QueryEscape(text), url.PathEscape(text))
		}
	}
	// The longest first: a secret may be the beginning of another.
	slices.SortFunc(r.known, func(a, b string) int { return len(b) - len(a) })
	return r
}

// Redact takes out what the patterns find.
func Redact(text string) string { return Redactor{}.Redact(text) }

// Redact returns the text with each secret replaced by Mask. Of URLs it keeps
// scheme, host and path. It may take out too much; a secret without any sign of
// being one is found only if the Redactor was given it.
func (r Redactor) Redact(text string) string {
	for _, k := range r.known {
		text = strings.ReplaceAll(text, k, Mask)
	}
	for _, p := range patterns {
		text = p.find.ReplaceAllStringFunc(text, func(hit string) string {
			return p.replace(p.find.FindStringSubmatch(hit))
		})
	}
	return text
}

// pattern is one way to tell a secret; replace gets the groups of a hit.
type pattern struct {
	find    *regexp.Regexp
	replace func(groups []string) string
}

// patterns run in this order: headers swallow whole lines, so that what follows
// sees less.
var patterns = []pattern{
	{regexp.MustCompile(`(?i)\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token|private-token)("?\s*[:=]\s*\[?"?)([^"\]\r\n]+)`),
		func(g []string) string { return g[1] + g[2] + Mask }},
	{regexp.MustCompile(`(?i)\b([a-z][a-z0-9+.-]*://)([^\s/?#"'<>]*@)?([^\s?#"'<>]*)([?#](?:<redacted>)?[^\s"'<>]*)?`), redactURL},
	{regexp.MustCompile(`(?i)\b(basic|bearer)(\s+)([a-z0-9+/_=.~-]{8,})`),
		func(g []string) string { return g[1] + g[2] + ifRandom(g[3]) }},
	{regexp.MustCompile(`(?i)\b((?:[a-z0-9]+[_-])*(?:token|password|passwd|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key))("?\s*[:=]\s*["']?)([^\s"'&,;}\]<]+)`),
		redactPair},
	{regexp.MustCompile(`\b(?:AT[AC]TT[A-Za-z0-9_=-]{8,}|gh[pousr]_[A-Za-z0-9]{16,}|glpat-[A-Za-z0-9_-]{12,}|xox[abprs]-[A-Za-z0-9-]{8,}|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*)`),
		func([]string) string { return Mask }},
}

// redactURL drops userinfo, query and fragment.
func redactURL(g []string) string {
	out := g[1]
	if g[2] != "" {
		out += Mask + "@"
	}
	out += g[3]
	if g[4] != "" {
		out += g[4][:1] + Mask
	}
	return out
}

// redactPair masks the value of `token=…` and `"token":"…"` always, and that of
// `token: …` only if it looks random: our own error texts are written that way.
func redactPair(g []string) string {
	if strings.ContainsAny(g[2], `="'`) {
		return g[1] + g[2] + Mask
	}
	return g[1] + g[2] + ifRandom(g[3])
}

// ifRandom masks a word that no prose contains: long, or with a digit or "=" in it.
func ifRandom(word string) string {
	if len(word) >= 20 || len(word) >= knownMin && strings.ContainsAny(word, "0123456789=") {
		return Mask
	}
	return word
}
