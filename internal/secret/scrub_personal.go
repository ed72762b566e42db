package secret

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// email is a mail address, also as URLs and JSON escape it.
var email = regexp.MustCompile(`[\p{L}\p{N}][\p{L}\p{N}_+.%'-]*(?:@|%40|\\u0040)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(?:xn--[a-z0-9-]+|\p{L}{2,})`)

// What looks like an address and is none.
var (
	// versioned is name@1.2.3-rc.one, and icon@2x.png.
	versioned = regexp.MustCompile(`^(?:v?\d+\.\d+|\d+x\.)`)
	// placed is render@app.js:12, a frame as Safari writes it.
	placed = regexp.MustCompile(`^:\d`)
	// codeEnds are what files of code end with, unitEnds units of systemd.
	codeEnds = []string{"js", "mjs", "cjs", "jsx", "ts", "tsx", "vue", "bundle", "html", "py", "rb", "go", "java", "kt", "cs", "php", "swift"}
	unitEnds = []string{"service", "socket", "timer", "target", "mount", "slice", "scope"}
)

// scrubEmail takes out mail addresses.
func scrubEmail(text string) string {
	if !strings.Contains(text, "@") && !strings.Contains(text, "%40") && !strings.Contains(text, `\u0040`) {
		return text
	}
	return replaceEach(text, email, func(_, match, after string) bool {
		local, domain, _ := strings.Cut(match, "@")
		end := strings.ToLower(domain[strings.LastIndexByte(domain, '.')+1:])
		switch {
		case domain == "":
			return false
		case local == "git": // git@host:path, a remote
			return true
		case versioned.MatchString(domain), slices.Contains(unitEnds, end):
			return true
		}
		return slices.Contains(codeEnds, end) && placed.MatchString(after)
	})
}

// phone is a number in the international form: national ones look like any number.
var phone = regexp.MustCompile(`\+[1-9]\d{0,2}(?:[ ./-]?\(?\d{1,5}\)?){2,6}`)

// scrubPhones takes out telephone numbers that begin with + and a country.
func scrubPhones(text string) string {
	if !strings.Contains(text, "+") {
		return text
	}
	return replaceEach(text, phone, func(before, match, after string) bool {
		digits := strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, match)
		return len(digits) < 8 || len(digits) > 15 || wordEnds(before) || wordBegins(after)
	})
}

// Addresses of machines: four numbers, or colons and hex.
var (
	ipv4 = regexp.MustCompile(`\d{1,3}(?:\.\d{1,3}){3}`)
	ipv6 = regexp.MustCompile(`(?i)(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}`)
)

// scrubIPs takes out IP addresses, versions of four numbers among them.
func scrubIPs(text string) string {
	none := func(before, match, after string) bool {
		_, err := netip.ParseAddr(match)
		// std::byte and a::b are names in code.
		return err != nil || wordEnds(before) || wordBegins(after) || !strings.ContainsAny(match, "0123456789")
	}
	if strings.Contains(text, ".") {
		text = replaceEach(text, ipv4, none)
	}
	if strings.Contains(text, ":") {
		text = between(text, func(part string) string { return replaceEach(part, ipv6, none) })
	}
	return text
}

// wordEnds reports whether a text ends within a word or number, wordBegins whether one
// goes on at its beginning.
func wordEnds(before string) bool {
	return before != "" && wordByte(before[len(before)-1]) || strings.HasSuffix(before, ".") && len(before) > 1 && wordByte(before[len(before)-2])
}

// wordBegins is the same for what follows.
func wordBegins(after string) bool {
	return after != "" && wordByte(after[0]) || len(after) > 1 && after[0] == '.' && wordByte(after[1])
}

// wordByte reports whether a byte belongs to a word: all that is not ASCII does.
func wordByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b >= 0x80
}
