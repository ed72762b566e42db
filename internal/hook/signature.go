package hook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"syncd/internal/secret"
)

// method begins the only signatures that are believed. Jira knows no other; weaker ones
// that a sender might offer are not for him to choose.
const method = "sha256="

// Signature is a digest that a sender claims; the zero value fits nothing.
type Signature struct{ sum []byte }

// ReadSignature reads the header X-Hub-Signature (WebSub, method=hex; Atlassian, "Secure
// admin webhooks"). It reports false where no body at all could fit.
func ReadSignature(header string) (Signature, bool) {
	text, ok := strings.CutPrefix(header, method)
	if !ok || len(text) != hex.EncodedLen(sha256.Size) {
		return Signature{}, false
	}
	sum, err := hex.DecodeString(text)
	return Signature{sum}, err == nil
}

// Fits reports in constant time whether a body was signed with a secret. An empty secret
// signs nothing: everybody knows it.
func (s Signature) Fits(key secret.Secret, body []byte) bool {
	if key.Empty() {
		return false
	}
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write(body)
	return hmac.Equal(mac.Sum(nil), s.sum)
}
