package secret_test

import (
	"strings"
	"testing"

	"syncd/internal/secret"
)

func TestRedact(t *testing.T) {
	const m = secret.Mask
	tests := []struct{ name, in, want string }{
		{"header", "Authorization: Basic ZGVtbzpkZW1v", "Authorization: " + m},
		{"header of a dump", "GET / HTTP/1.1\r\nauthorization: Bearer abc\r\nHost: x", "GET / HTTP/1.1\r\nauthorization: " + m + "\r\nHost: x"},
		{"header of a printed map", `map[Authorization:[Basic ZGVtbw==] Accept:[json]]`, `map[Authorization:[` + m + `] Accept:[json]]`},
		{"header in JSON", `{"Cookie":"a=b; c=d","n":1}`, `{"Cookie":"` + m + `","n":1}`},
		{"bearer in prose", "sent bearer abcdef012345 to it", "sent bearer " + m + " to it"},
		{"prose stays", "basic authentication is refused", "basic authentication is refused"},
		{"userinfo", "get https://bob:hunter2@acme.example/x: EOF", "get https://" + m + "@acme.example/x: EOF"},
		{"query", `Get "https://acme.example/x?token=abc&jql=a": EOF`, `Get "https://acme.example/x?` + m + `": EOF`},
		{"fragment", "https://acme.example/#access_token=abc", "https://acme.example/#" + m},
		{"plain URL stays", "https://acme.example/browse/SHOP-1", "https://acme.example/browse/SHOP-1"},
		{"at in a path stays", "https://acme.example/@bob/x", "https://acme.example/@bob/x"},
		{"pair", "api_key=abc password=x, next", "api_key=" + m + " password=" + m + ", next"},
		{"pair in JSON", `{"refresh_token": "abc"}`, `{"refresh_token": "` + m + `"}`},
		{"pair in YAML", "token: hunter2-and-more", "token: " + m},
		{"own error stays", "jira.auth.token: file /etc/x does not exist", "jira.auth.token: file /etc/x does not exist"},
		{"known shapes", "use ATATT3xFfGF0abc_1=9 or eyJhbGci.eyJzdWIi.c2ln", "use " + m + " or " + m},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got := secret.Redact(tc.in)
			if got != tc.want {
				t.Errorf("Redact(%q)\n got %q\nwant %q", tc.in, got, tc.want)
			}
			if again := secret.Redact(got); again != got {
				t.Errorf("redacting twice changes the text: %q", again)
			}
		})
	}
}

func TestRedactorKnowsItsSecrets(t *testing.T) {
	r := secret.NewRedactor(secret.New("öpen sesame"), secret.New("abc"), secret.Secret{})
	got := r.Redact("tried öpen sesame, then %C3%B6pen+sesame and %C3%B6pen%20sesame; abc stays")
	if strings.Contains(got, "sesame") || !strings.Contains(got, "abc stays") {
		t.Errorf("Redact = %q", got)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("Authorization: Basic abc")
	f.Add("https://a:b@c/d?e#f token=\"x\"")
	f.Fuzz(func(t *testing.T, text string) {
		r := secret.NewRedactor(secret.New(canary))
		if got := r.Redact(text + canary + text); strings.Contains(got, canary) {
			t.Errorf("the canary sang: %q", got)
		}
	})
}
