package secret_test

import (
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"syncd/internal/secret"
)

// scrubber makes a Scrubber, or fails.
func scrubber(t testing.TB, kinds []secret.Kind, patterns ...string) secret.Scrubber {
	t.Helper()
	s, err := secret.NewScrubber(kinds, patterns)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// usual are the kinds that are on unless told otherwise.
var usual = []secret.Kind{secret.Email, secret.Token, secret.Card}

func TestScrubFinds(t *testing.T) {
	const m = secret.Mask
	tests := []struct{ name, in, want string }{
		{"address", "sent to ada.lovelace+test@mail.example.com today", "sent to " + m + " today"},
		{"address in brackets", "Ada <ada@example.com>, bob", "Ada <" + m + ">, bob"},
		{"address in a URL", "GET /users?mail=ada%40example.com&page=2", "GET /users?mail=" + m + "&page=2"},
		{"address in JSON", `{"to":"ada\u0040example.com"}`, `{"to":"` + m + `"}`},
		{"address not in ASCII", "an jörg@müller.example.", "an " + m + "."},
		{"row of a table", "logs in[ada@example.com]", "logs in[" + m + "]"},
		{"userinfo", "get https://bob:hunter2@ci.example.com/x: EOF", "get https://" + m + "@ci.example.com/x: EOF"},
		{"token as a user", "clone https://x0a1b2c3d4@git.example.com/a.git", "clone https://" + m + "@git.example.com/a.git"},
		{"address as a user", "https://ada@example.com:pw@ci.example.com/", "https://" + m + "@ci.example.com/"},
		{"query, and the rest of it stays", "https://ci.example.com/7?token=abc&job=7#x", "https://ci.example.com/7?token=" + m + "&job=7#x"},
		{"signed URL", "https://s3.example.com/a?X-Amz-Date=1&X-Amz-Signature=deadbeef", "https://s3.example.com/a?X-Amz-Date=1&X-Amz-Signature=" + m},
		{"jdbc", "jdbc:postgresql://db.example.com/shop?user=shop&password=hunter2", "jdbc:postgresql://db.example.com/shop?user=shop&password=" + m},
		{"bearer header", "> Authorization: Bearer abc123def456\n< 401", "> Authorization: Bearer " + m + "\n< 401"},
		{"basic header", "authorization: Basic ZGVtbzpkZW1v", "authorization: Basic " + m},
		{"digest header", `Authorization: Digest username=bob, response=0a1b`, `Authorization: Digest ` + m},
		{"header in JSON", `{"authorization":"Bearer abc123def456","n":1}`, `{"authorization":"Bearer ` + m + `","n":1}`},
		{"cookie", "Set-Cookie: SID=31d4d96e407aad42; Path=/", "Set-Cookie: " + m},
		{"key header", "X-Api-Key: s3cr3tvalue", "X-Api-Key: " + m},
		{"bearer in prose", "sent bearer abcdef012345 to it", "sent bearer " + m + " to it"},
		{"pair", "login(user=ada, password=hunter2)", "login(user=ada, password=" + m + ")"},
		{"pair of a variable", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG", "AWS_SECRET_ACCESS_KEY=" + m},
		{"pair in camel case", `{"accessToken":"abc","dbPassword": "open sesame"}`, `{"accessToken":"` + m + `","dbPassword": "` + m + `"}`},
		{"pair in escaped JSON", `body: {\"password\":\"abc\",\"n\":1}`, `body: {\"password\":\"` + m + `\",\"n\":1}`},
		{"pair in YAML", "  client_secret: hunter2-and-more", "  client_secret: " + m},
		{"pair in quotes", "password: 'open sesame'", "password: '" + m + "'"},
		{"comparison", `assert password == "hunter2"`, `assert password == "` + m + `"`},
		{"element", "<ns:password>hunter2</ns:password>", "<ns:password>" + m + "</ns:password>"},
		{"flag", "ran tool --api-key s3cr3t42 --all", "ran tool --api-key " + m + " --all"},
		{"curl", "curl -u ada:hunter2 https://example.com", "curl -u " + m + " https://example.com"},
		{"private key", "x\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\ny", "x\n" + m + "\ny"},
		{"private key, cut", "x -----BEGIN PRIVATE KEY-----\nMIIEvQ", "x " + m},
		{"shapes", "ATATT3xFfGF0abc_1=9 ghp_0123456789abcdefABCD glpat-0123456789ab xoxb-12345678-abc AKIAIOSFODNN7EXAMPLE", strings.TrimSpace(strings.Repeat(m+" ", 5))},
		{"more shapes", "npm_0123456789abcdefABCDEF sk_test_0123456789ab", m + " " + m},
		{"jwt", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln.", "got " + m + "."},
		{"webhook", "https://hooks.slack.com/services/T0/B0/xyz failed", "https://hooks.slack.com/services/" + m + " failed"},
		{"card", "paid with 4111111111111111.", "paid with " + m + "."},
		{"card in groups", "card 5500 0000 0000 0004, 2027", "card " + m + ", 2027"},
		{"card with hyphens", "378282246310005 and 3782-822463-10005", m + " and " + m},
		{"card after other numbers", "at 2024 01 02 4111 1111 1111 1111", "at 2024 01 02 " + m},
		{"card in JSON", `{"pan":"4012888888881881","n":1}`, `{"pan":"` + m + `","n":1}`},
	}
	s := scrubber(t, usual)
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got := s.Scrub(tc.in)
			if got != tc.want {
				t.Errorf("Scrub(%q)\n got %q\nwant %q", tc.in, got, tc.want)
			}
			if again := s.Scrub(got); again != got {
				t.Errorf("scrubbing twice changes the text: %q", again)
			}
			if off := scrubber(t, nil).Scrub(tc.in); off != tc.in {
				t.Errorf("what is switched off changes the text: %q", off)
			}
		})
	}
}

// TestScrubSpares is what people read to understand a failure.
func TestScrubSpares(t *testing.T) {
	s := scrubber(t, usual)
	for _, text := range []string{
		"guest can pay by card", "AssertionError: expected 200 but was 502",
		"Authorization: administrators can log in", "Authorization: guest is refused", "basic authentication is refused",
		"Cookie: the banner is shown", "password: must have 8 characters", "the token is missing", "Unexpected token: 'if'",
		"token: expected, secret: none, password=null, api_key=***, token=${TOKEN}", "max_tokens=5, tokens: 12",
		"jira.auth.token: file /etc/x does not exist", "SyntaxError: Unexpected token < in JSON at position 0",
		"de305d54-75b4-431b-adb2-eb6b9e546014", "41111111-1111-1111-8111-111111111111",
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "commit 922710a1373379046c9e4f",
		"2026-07-01T12:00:00.123456789Z", "1751371200000", "1751371200123456", "20260701120000123",
		"v1.2.3-rc.1+build.4", "1.2.3.4", "10.0.0.1:5432", "0.4111111111111111", "4111111111111112", "4111-1111-1111-1112",
		"order ORD-4111111111111111", "id 0000000000000000", "a4111111111111111f", "SHOP-1 UTF-8 CVE-2024-12345",
		"at com.acme.shop.Checkout.pay(Checkout.java:42)", "at com.acme.AuthToken.check(AuthToken.java:12)",
		`File "/srv/app/token.py", line 12, in check`, "pay@http://localhost:3000/app.js:10:3", "render@app.js:12:3",
		"github.com/acme/lib@v1.2.3/http2/server.go:123 +0x1a4", "react@18.2.0-rc.alpha", "com.acme.User@5e2de80c",
		"git@github.com:acme/shop.git", "ssh://git@github.com/acme/shop", "icon@2x.png", "user@1000.service",
		"@pytest.mark.parametrize", "@smoke @SHOP-1", "https://ci.example.com/job/7?build=12&stage=e2e#L3",
		"https://unpkg.example.com/@acme/x@1.2.3/index.js", "webpack:///./src/@acme/cart.js", "expect(a).toBe(b) // 3 * 4 = 12",
		"selector #card-number-4 .pay:nth-child(2)", "NoSuchMethodError: signature: (Lcom/acme/shop/Checkout;)V",
		"keyboard: Enter, monkey: George, primaryKey: id", "\x1b[31mfailed\x1b[0m \u202e", "",
	} {
		if got := s.Scrub(text); got != text {
			t.Errorf("Scrub(%q) = %q", text, got)
		}
	}
}

func TestScrubOptionalKinds(t *testing.T) {
	const m = secret.Mask
	s := scrubber(t, []secret.Kind{secret.Phone, secret.IP})
	for in, want := range map[string]string{
		"call +49 (30) 1234567 now":       "call " + m + " now",
		"call +1-555-010-0199":            "call " + m,
		"1+2 = 3, +0x1a4, +12":            "1+2 = 3, +0x1a4, +12",
		"refused 10.0.0.1:5432":           "refused " + m + ":5432",
		"from 2001:db8::1 at 12:30:45":    "from " + m + " at 12:30:45",
		"Checkout.java:42: a::b, 1.2.3.":  "Checkout.java:42: a::b, 1.2.3.",
		"999.1.1.1 and 1.2.3.4.5 and v::": "999.1.1.1 and 1.2.3.4.5 and v::",
	} {
		if got := s.Scrub(in); got != want {
			t.Errorf("Scrub(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestScrubOwnPatternsAndSecrets(t *testing.T) {
	s, err := secret.NewScrubber(usual, []string{`CUST-\d+`, `(?i)project \w+`}, secret.New("open sesame"), secret.New("redacted"))
	if err != nil {
		t.Fatal(err)
	}
	const m = secret.Mask
	got := s.Scrub("CUST-77 of Project Bluebird said open sesame and open%20sesame")
	if want := m + " of " + m + " said " + m + " and " + m; got != want || s.Scrub(got) != want {
		t.Errorf("Scrub = %q, want %q", got, want)
	}
	if _, err := secret.NewScrubber([]secret.Kind{"mail"}, nil); err == nil {
		t.Error("an unknown kind was taken")
	}
}

func TestCheckPattern(t *testing.T) {
	for pattern, want := range map[string]string{
		`CUST-\d+`: "", `[A-Z]{2}\d{6}`: "", `\bada\b`: "",
		`(`: "regular expression", `a*`: "empty text", ``: "empty text", `x?`: "empty text", `^`: "empty text", `\b`: "empty text",
		`.`: "any text", `.+`: "any text", `\S+`: "any text", `(?s).{1,9}`: "any text", `[\w-]+`: "any text",
		strings.Repeat("x", 1001): "1000",
	} {
		err := secret.CheckPattern(pattern)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("CheckPattern(%.20q) = %v, want %q", pattern, err, want)
		}
		if _, made := secret.NewScrubber(nil, []string{pattern}); (made == nil) != (err == nil) || made != nil && !errors.Is(made, err) && made.Error() == "" {
			t.Errorf("NewScrubber and CheckPattern disagree about %.20q", pattern)
		}
	}
}

// TestScrubIsBounded goes over texts made to be slow. The bound is far above what it takes; an
// expression that backtracks would need hours. What counts is the time of the processor: the
// machine may be busy.
func TestScrubIsBounded(t *testing.T) {
	s := scrubber(t, secret.Kinds())
	for name, part := range map[string]string{"letters": "a", "at": "a@", "digits": "4111 ", "pairs": "token=a ", "urls": "a://b:c@d ",
		"quotes": `"password":"`, "colons": "1:", "plus": "+1 2 3 4 5 ", "masks": "password=" + secret.Mask, "begin": "-----BEGIN PRIVATE KEY-----"} {
		begun := used(t)
		s.Scrub(strings.Repeat(part, 256<<10/len(part)))
		if took := used(t) - begun; took > 30*time.Second {
			t.Errorf("%s: 256 KiB took %s", name, took)
		} else {
			t.Logf("%s: %s", name, took)
		}
	}
}

// used is the time of the processor that this process has had.
func used(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func FuzzScrub(f *testing.F) {
	for _, text := range []string{"Authorization: Basic abc", "https://a:b@c/d?e#f token=\"x\"", "a@b.cd", "4111 1111 1111 1111",
		"-----BEGIN PRIVATE KEY-----", secret.Mask + "@x.yz", "+49 30 1234567 ::1", `\"pwd\":\"'x`} {
		f.Add(text)
	}
	all := scrubber(f, secret.Kinds(), `CUST-\d+`)
	f.Fuzz(func(t *testing.T, text string) {
		once := all.Scrub(text)
		if twice := all.Scrub(once); twice != once {
			t.Errorf("scrubbing twice changes %q from %q to %q", text, once, twice)
		}
		known, err := secret.NewScrubber(usual, nil, secret.New(canary))
		if err != nil {
			t.Fatal(err)
		}
		if got := known.Scrub(text + canary + text); strings.Contains(got, canary) {
			t.Errorf("the canary sang: %q", got)
		}
	})
}

func BenchmarkScrub(b *testing.B) {
	s := scrubber(b, usual)
	trace := strings.Repeat("at com.acme.shop.Checkout.pay(Checkout.java:42)\n", 40) + "expected token=abc but was user ada@example.com at https://ci.example.com/7"
	b.SetBytes(int64(len(trace)))
	for b.Loop() {
		s.Scrub(trace)
	}
}
