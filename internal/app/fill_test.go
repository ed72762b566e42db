package app

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"syncd/internal/config"
	"syncd/internal/desired"
)

// What the config lets `from:` say is what fields can be taken from.
func TestFromWords(t *testing.T) {
	f, _ := reflect.TypeFor[config.FieldRule]().FieldByName("From")
	words := strings.Split(f.Tag.Get("enum"), ",")
	var want []string
	for _, from := range desired.Froms() {
		want = append(want, string(from))
	}
	slices.Sort(words)
	if !slices.Equal(words, want) {
		t.Errorf("config takes %q, desired knows %q", words, want)
	}
}
