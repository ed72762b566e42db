package secret_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"syncd/internal/secret"
)

// canary is planted everywhere; no output may hold it.
const canary = "canary-4f1d8e"

// holder carries secrets in all the ways in which structs do.
type holder struct {
	Public  secret.Secret
	Pointer *secret.Secret
	List    []secret.Secret
	Map     map[string]secret.Secret
	Ref     secret.Ref
	hidden  secret.Secret
}

func planted() holder {
	s := secret.New(canary)
	return holder{Public: s, Pointer: &s, List: []secret.Secret{s}, Map: map[string]secret.Secret{"k": s},
		Ref: secret.Ref{Literal: s}, hidden: s}
}

func TestSecretNeverPrints(t *testing.T) {
	h := planted()
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T"} {
		fmt.Fprintf(&out, verb+"\n", h)
		fmt.Fprintf(&out, verb+"\n", h.Public)
		fmt.Fprintf(&out, verb+"\n", h.Pointer)
		fmt.Fprintf(&out, verb+"\n", []any{h.hidden, &h})
	}
	fmt.Fprintln(&out, h, h.Ref, errors.Join(fmt.Errorf("login with %v: %w", h.Public, errors.New(h.Public.String()))))
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "secret", h.Public, "holder", h)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "secret", h.Public, "holder", h)
	if err := json.NewEncoder(&out).Encode(h); err != nil {
		t.Fatal(err)
	}
	if err := xml.NewEncoder(&out).Encode(h.Public); err != nil {
		t.Fatal(err)
	}
	yaml, err := h.Public.MarshalYAML()
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(&out, yaml)
	if got := out.String(); strings.Contains(got, canary) {
		t.Errorf("the canary sang:\n%s", got)
	}
	hexed := fmt.Sprintf("%x", canary)
	if strings.Contains(strings.ToLower(out.String()), hexed) {
		t.Error("the canary sang in hexadecimal")
	}
}

func TestSecretReveals(t *testing.T) {
	if got := secret.New(canary).Reveal(); got != canary {
		t.Errorf("Reveal = %q", got)
	}
	var zero secret.Secret
	if zero.Reveal() != "" || !zero.Empty() || zero.String() != secret.Mask {
		t.Error("the zero secret is not empty and masked")
	}
	if !secret.New("a").Equal(secret.New("a")) || secret.New("a").Equal(zero) {
		t.Error("Equal compares wrongly")
	}
}

func TestRefCheck(t *testing.T) {
	tests := []struct {
		ref  secret.Ref
		want string // part of the error, "" for none
	}{
		{secret.Ref{File: "/etc/syncd/token"}, ""},
		{secret.Ref{Env: "JIRA_TOKEN"}, ""},
		{secret.Ref{Credential: "jira-token"}, ""},
		{secret.Ref{Literal: secret.New("x")}, ""},
		{secret.Ref{Literal: secret.New("${JIRA_TOKEN}")}, "write { env: NAME }"},
		{secret.Ref{Literal: secret.New("${a}b")}, ""},
		{secret.Ref{Literal: secret.New("${4u}")}, ""},
		{secret.Ref{}, "empty"},
		{secret.Ref{File: "a", Env: "B"}, "several"},
		{secret.Ref{Env: "A B"}, "environment variable"},
		{secret.Ref{Env: "1A"}, "environment variable"},
		{secret.Ref{Credential: "../shadow"}, "plain file name"},
		{secret.Ref{Credential: ".."}, "plain file name"},
	}
	for _, tc := range tests {
		err := tc.ref.Check()
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("Check(%v) = %v, want %q", tc.ref, err, tc.want)
		}
	}
}
