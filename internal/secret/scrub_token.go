package secret

import (
	"regexp"
	"strings"
)

// tokenRule is one way to tell a credential. hints are lower-case texts of which one
// must occur: most texts hold none, and searching for a word is far cheaper than for
// a pattern.
type tokenRule struct {
	hints   []string
	find    *regexp.Regexp
	replace func(groups []string) string
}

// whole masks the whole of a hit.
func whole([]string) string { return Mask }

// What names of credentials end with.
const credential = `(?:token|passwords?|passwd|passphrase|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|session[_-]?id|x-amz-signature|credentials?)`

// credentialHints are parts of those names.
var credentialHints = []string{"token", "passw", "passphrase", "pwd", "secret", "key", "session", "signature", "credential"}

// tokenRules run in this order: blocks and whole values before their parts. The first
// alone goes over several lines.
var tokenRules = []tokenRule{
	{[]string{"-----begin"}, regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\z)`), nil},
	{[]string{"://"}, regexp.MustCompile(`(?i)\b([a-z][a-z0-9+.-]*://)([^\s/?#"'<>]*)@`), func(g []string) string {
		if g[2] == "git" || g[2] == "" {
			return g[0]
		}
		return g[1] + Mask + "@"
	}},
	{[]string{"hooks.slack.com"}, regexp.MustCompile(`(hooks\.slack\.com/(?:services|workflows)/)[A-Za-z0-9/_-]+`),
		func(g []string) string { return g[1] + Mask }},
	{[]string{"authorization"}, regexp.MustCompile(`(?i)\b((?:proxy-)?authorization\\?["']?\s*[:=]\s*\[?\\?["']?)((?:[a-z0-9-]+\s+)?)([^\s"'\]\\]+)([^"'\]\r\n\\]*)`), scrubHeader},
	{[]string{"cookie"}, regexp.MustCompile(`(?i)\b((?:set-)?cookie\\?["']?\s*[:=]\s*\[?\\?["']?)([\w.-]+=[^"'\]\r\n]*)`),
		func(g []string) string { return g[1] + Mask }},
	{[]string{"x-", "-token"}, regexp.MustCompile(`(?i)\b((?:x-[a-z-]*(?:key|token|auth|secret)|(?:private|job|deploy)-token)\\?["']?\s*[:=]\s*\[?\\?["']?)([^\s"'\]\\]{6,})`),
		func(g []string) string { return g[1] + Mask }},
	{[]string{"basic ", "bearer "}, regexp.MustCompile(`(?i)\b((?:basic|bearer) +)([a-z0-9+/_=.~-]{8,})`),
		func(g []string) string { return g[1] + ifCredible(g[2]) }},
	{credentialHints, regexp.MustCompile(`(?i)([a-z0-9_.-]*` + credential + `)(\\?["']?[ \t]*(?:={1,3}|:=|=>|:)[ \t]*)(\\?"[^"\r\n\\]+|\\?'[^'\r\n\\]+|[^\s"'&,;}\])<\\]+)`), scrubPair},
	{credentialHints, regexp.MustCompile(`(?i)(<(?:[a-z]+:)?[a-z_-]*` + credential + `>)([^<>]+)<`),
		func(g []string) string { return g[1] + Mask + "<" }},
	{[]string{" -u ", "--"}, regexp.MustCompile(`(?i)(\s(?:-u|--user)[ =])([^\s:]+:[^\s"']+)`), func(g []string) string { return g[1] + Mask }},
	{[]string{"--"}, regexp.MustCompile(`(?i)(--(?:[a-z0-9-]+-)?(?:password|passwd|token|secret|api-?key) +)([^\s"']+)`),
		func(g []string) string { return g[1] + ifCredible(g[2]) }},
	{[]string{"atatt", "atctt", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "glptt-", "glcbt-", "glsoat-", "xox", "xapp-",
		"eyj", "npm_", "pypi-", "akia", "asia", "aiza", "k_live", "k_test", "sk-", "hvs.", "hvb.", "dckr_", "sg."},
		regexp.MustCompile(`\b(?:AT[AC]TT[A-Za-z0-9_=-]{8,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}|gl(?:pat|dt|rt|ptt|cbt|soat)-[A-Za-z0-9_.-]{12,}|` +
			`xox[abeoprs]-[A-Za-z0-9-]{8,}|xapp-[A-Za-z0-9-]{16,}|eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*|npm_[A-Za-z0-9]{20,}|pypi-[A-Za-z0-9_-]{20,}|` +
			`(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}|[rsp]k_(?:live|test)_[A-Za-z0-9]{10,}|sk-[A-Za-z0-9_-]{20,}|hv[sb]\.[A-Za-z0-9_-]{20,}|` +
			`dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})`), whole},
}

// scrubTokens takes out credentials of every shape that can be told. All but keys lie
// on one line, and only lines with a hint are looked at: that is what makes a long
// trace cheap.
func scrubTokens(text string) string {
	low := lower(text)
	for i, r := range tokenRules {
		switch {
		case !containsAny(low, r.hints):
			continue
		case i == 0:
			text = r.find.ReplaceAllLiteralString(text, Mask)
		default:
			text = r.onLines(text)
		}
		low = lower(text)
	}
	return text
}

// onLines applies a rule to each line that has one of its hints.
func (r tokenRule) onLines(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		if !containsAny(lower(line), r.hints) {
			continue
		}
		lines[i] = between(line, func(part string) string {
			return r.find.ReplaceAllStringFunc(part, func(hit string) string { return r.replace(r.find.FindStringSubmatch(hit)) })
		})
	}
	return strings.Join(lines, "")
}

// lower is strings.ToLower for ASCII alone, which is much cheaper.
func lower(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 'A' && r <= 'Z' }) {
		return text
	}
	b := []byte(text)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// containsAny reports whether a text holds one of the words.
func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// scrubHeader masks what an Authorization header carries. "Authorization: admins only"
// is the name of a test and stays.
func scrubHeader(g []string) string {
	scheme, value, rest := g[2], g[3], g[4]
	switch {
	case credible(value):
		return g[1] + scheme + Mask
	case strings.Contains(rest, "="): // Digest and AWS4 list their parts
		return g[1] + scheme + Mask
	}
	return g[0]
}

// scrubPair masks the value of `token=…` and `"token":"…"` always, and that of
// `token: …` only if it looks like one: prose and our own errors are written that way.
func scrubPair(g []string) string {
	name, sep, value := g[1], g[2], g[3]
	quote := value[:len(value)-len(strings.TrimLeft(value, `\"'`))]
	value = value[len(quote):]
	switch {
	case value == "" || harmless[strings.ToLower(value)] || strings.Trim(value, "*.") == "" || strings.HasPrefix(value, "${"):
		return g[0]
	case strings.Contains(sep, "=") || strings.ContainsAny(sep, `"'`):
		return name + sep + quote + Mask
	case quote != "" && !parsed.MatchString(name): // but of parsers: unexpected token: 'if'
		return name + sep + quote + Mask
	}
	return name + sep + quote + ifCredible(value)
}

// parsed are the names that also mean words of a language.
var parsed = regexp.MustCompile(`(?i)(?:token|key)$`)

// harmless are values that are none.
var harmless = map[string]bool{"null": true, "nil": true, "none": true, "undefined": true, "true": true, "false": true,
	"in": true, "is": true, "empty": true, "missing": true, "=": true, "==": true, "string": true}

// ifCredible masks a word that no prose contains.
func ifCredible(word string) string {
	if credible(word) {
		return Mask
	}
	return word
}

// credible reports whether a word may be a credential: it is long, or has a digit, an
// "=" or a capital inside of it. Paths and names in code are not.
func credible(word string) bool {
	if strings.ContainsAny(word, "/\\(") && strings.Trim(word, "/") != "" && (word[0] == '/' || strings.ContainsAny(word, "(")) {
		return false
	}
	inner := len(word) > 1 && strings.ContainsFunc(word[1:], func(r rune) bool { return r >= 'A' && r <= 'Z' })
	return len(word) >= 20 || len(word) >= knownMin && (inner || strings.ContainsAny(word, "0123456789="))
}
