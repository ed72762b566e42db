package tool

import (
	"bytes"
	"encoding/json"
)

// Object is an object that some tools write as an empty list, as null or as false where
// there is none: tools made with PHP do.
type Object[T any] struct{ V T }

// UnmarshalJSON takes an object; everything else is none.
func (o *Object[T]) UnmarshalJSON(data []byte) error {
	var v T
	o.V = v
	if data = bytes.TrimSpace(data); len(data) == 0 || data[0] != '{' {
		return nil
	}
	return json.Unmarshal(data, &o.V)
}
