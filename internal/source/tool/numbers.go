package tool

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
)

// Numbers is a set of ids, ascending, as cursors keep it. It is written as the differences from one to the next:
// a byte or three for each.
type Numbers []int64

// With adds an id.
func (s Numbers) With(id int64) Numbers {
	if n := len(s); n == 0 || s[n-1] < id {
		return append(s, id)
	}
	at, there := slices.BinarySearch(s, id)
	if there {
		return s
	}
	return slices.Insert(s, at, id)
}

// Has reports whether an id is in the set.
func (s Numbers) Has(id int64) bool {
	_, there := slices.BinarySearch(s, id)
	return there
}

// Holds reports whether all of the others are in the set.
func (s Numbers) Holds(others Numbers) bool {
	return !slices.ContainsFunc(others, func(id int64) bool { return !s.Has(id) })
}

// MarshalText writes the set.
func (s Numbers) MarshalText() ([]byte, error) {
	var raw []byte
	last := int64(0)
	for _, id := range s {
		raw = binary.AppendVarint(raw, id-last)
		last = id
	}
	return []byte(base64.RawStdEncoding.EncodeToString(raw)), nil
}

// UnmarshalText reads it.
func (s *Numbers) UnmarshalText(text []byte) error {
	raw, err := base64.RawStdEncoding.DecodeString(string(text))
	if err != nil {
		return fmt.Errorf("read a set of ids: %w", err)
	}
	*s = nil
	for last := int64(0); len(raw) > 0; {
		step, n := binary.Varint(raw)
		if n <= 0 {
			return fmt.Errorf("read a set of ids: it breaks off after %d", last)
		}
		last += step
		*s, raw = append(*s, last), raw[n:]
	}
	return nil
}
