package rule

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Name is a name that expressions over some type of variables may use.
type Name struct {
	Name string // with a dot in it for a member: case.title
	Type string // text, number, yes or no, time, list of texts
	Doc  string
}

// Names lists the names that expressions over V may use, in the order of V's fields.
// Members of structs follow their struct, which is no name of its own.
func Names[V any]() []Name {
	return namesOf(reflect.TypeFor[V](), "")
}

// namesOf lists the names below a prefix.
func namesOf(t reflect.Type, prefix string) []Name {
	var out []Name
	for f := range t.Fields() {
		name := prefix + f.Tag.Get("expr")
		if f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[time.Time]() {
			out = append(out, namesOf(f.Type, name+".")...)
			continue
		}
		out = append(out, Name{name, typeName(f.Type), f.Tag.Get("doc")})
	}
	return out
}

// typeName is a type as people call it.
func typeName(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "time"
	case t.Kind() == reflect.String:
		return "text"
	case t.Kind() == reflect.Bool:
		return "yes or no"
	case t.Kind() == reflect.Slice:
		return "list of texts"
	}
	return "number"
}

// What the compiler says of a name that it does not know, and of a member.
var (
	unknownName   = regexp.MustCompile(`unknown name (\w+)`)
	unknownMember = regexp.MustCompile(`type (\S+) has no field (\w+)`)
)

// explain adds to a compiler's error what may have been meant.
func explain[V any](err error) error {
	if err == nil {
		return nil
	}
	known := []string{}
	for _, n := range Names[V]() {
		known = append(known, n.Name)
	}
	first, rest, _ := strings.Cut(err.Error(), "\n")
	if m := unknownName.FindStringSubmatch(first); m != nil {
		return fmt.Errorf("%s: %s\n%s", first, suggest(m[1], known), rest)
	}
	if m := unknownMember.FindStringSubmatch(first); m != nil {
		if s := memberOf(reflect.TypeFor[V](), m[1]); s != "" {
			first = strings.Replace(first, "type "+m[1], s, 1)
			return fmt.Errorf("%s: %s\n%s", first, suggest(s+"."+m[2], known), rest)
		}
	}
	return err
}

// memberOf finds the name of the struct with that Go type.
func memberOf(t reflect.Type, of string) string {
	for f := range t.Fields() {
		if f.Type.String() == of {
			return f.Tag.Get("expr")
		}
	}
	return ""
}

// suggest names what is near, or all there is.
func suggest(name string, known []string) string {
	near := slices.MinFunc(known, func(a, b string) int { return distance(name, a) - distance(name, b) })
	if distance(name, near) <= 1+len(name)/4 {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "known are " + strings.Join(known, ", ")
}

// distance is how many characters have to be changed, added or dropped to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
