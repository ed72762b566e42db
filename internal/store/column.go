package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// ms is a time as the store keeps it: milliseconds since 1970, 0 for none.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// at is the way back, in UTC.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// exact cuts a time to what the store keeps, so that a document and its columns
// agree.
func exact(t time.Time) time.Time { return at(ms(t)) }

// flag is a truth as both databases take it in one column type.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// encode writes a document.
func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(b), nil
}

// decode reads a document of the wanted type.
func decode[T any](text string) (T, error) {
	var v T
	err := decodeInto(text, &v)
	return v, err
}

// decodeInto is decode for a value that is there already.
func decodeInto(text string, into any) error {
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("decode %T: %w", into, err)
	}
	return nil
}

// pack writes opaque bytes as text.
func pack(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// unpack is the way back; nothing stays nil.
func unpack(text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	return base64.StdEncoding.DecodeString(text)
}

// list writes the parameters $from, $from+1, … for an IN.
func list(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(from+i))
	}
	return b.String()
}

// anys passes strings on as parameters.
func anys[T ~string](in []T) []any {
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = string(v)
	}
	return out
}

// stringOf returns the text of a string of any named type.
func stringOf(v any) (string, bool) {
	if s, ok := v.(string); ok {
		return s, true
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.String {
		return r.String(), true
	}
	return "", false
}

// documents reads the first column of every row as a document.
func documents[T any](t *tx, query string, args ...any) ([]T, error) {
	var out []T
	err := t.rows(func(row scanner) error {
		var text string
		if err := row.Scan(&text); err != nil {
			return err
		}
		v, err := decode[T](text)
		out = append(out, v)
		return err
	}, query, args...)
	return out, err
}

// document reads the first column of the only row as a document.
func document[T any](t *tx, query string, args ...any) (T, error) {
	var text string
	if err := t.row(query, args...).Scan(&text); err != nil {
		var none T
		return none, err
	}
	return decode[T](text)
}

// limited writes a LIMIT; 0 means none. Numbers are written out because a planner
// knows what to do with a small one.
func limited(n int) string {
	if n <= 0 {
		return ""
	}
	return " LIMIT " + strconv.Itoa(n)
}
