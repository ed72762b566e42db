package secret

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
)

// Mask is what every secret prints as.
const Mask = "<redacted>"

// Secret holds a text that must not be shown: a token, a password. The zero value
// holds the empty text. It prints as Mask under every verb and encoder.
type Secret struct {
	// A pointer, because fmt prints the fields of a struct that lies in an unexported
	// field without asking its methods: it then shows an address, not the text.
	text *string
}

// New wraps a text.
func New(text string) Secret { return Secret{text: &text} }

// Reveal returns the text. Only code that puts it on the wire may call it.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty reports whether there is no text.
func (s Secret) Empty() bool { return s.Reveal() == "" }

// Equal compares in constant time, for tokens that callers present to us.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns Mask.
func (s Secret) String() string { return Mask }

// GoString returns Mask.
func (s Secret) GoString() string { return Mask }

// Format prints Mask whatever the verb, so that %d or %x show no bytes either.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, Mask) }

// MarshalText returns Mask; encoders of flags, XML and map keys use it.
func (s Secret) MarshalText() ([]byte, error) { return []byte(Mask), nil }

// MarshalJSON returns Mask as a JSON string.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + Mask + `"`), nil }

// MarshalYAML returns Mask.
func (s Secret) MarshalYAML() (any, error) { return Mask, nil }

// LogValue returns Mask to log/slog; zap finds String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(Mask) }
