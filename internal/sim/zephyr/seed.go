package zephyr

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

//go:embed seed.json
var builtin string

// BuiltinSeed is a fresh copy of the seed that ships with the simulators.
func BuiltinSeed() ([]Deed, error) { return LoadSeed(strings.NewReader(builtin)) }

// LoadSeed reads a list of deeds strictly: what it does not know is an error.
func LoadSeed(r io.Reader) ([]Deed, error) {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	var out []Deed
	if err := dec.Decode(&out); err != nil {
		return nil, fmt.Errorf("reading seed: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return out, nil
}
