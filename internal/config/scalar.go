package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"syncd/internal/schedule"
)

// scalar reads a single value and applies the rules of its tags.
func (d *decoder) scalar(n *node, v reflect.Value, f field, path string) any {
	if n.kind != scalar {
		return d.refuse(n, path, "must be %s, found %s", expected(v.Type()), n.kind)
	}
	if v.Kind() == reflect.String && len(f.enum) > 0 && n.tag == "bool" {
		return d.refuse(n, path, "%q is not possible%s", n.text, meant(n.text, f.enum)) // quotes would not help
	}
	if err := set(v, n); err != nil {
		return d.refuse(n, path, "%v", err)
	}
	if err := f.bounded(v); err != nil {
		return d.refuse(n, path, "%v", err)
	}
	if v.Kind() != reflect.String {
		return n.text
	}
	if len(f.enum) > 0 && !slices.Contains(f.enum, n.text) {
		return d.refuse(n, path, "%q is not possible%s", n.text, meant(n.text, f.enum))
	}
	if err := f.obey(n.text); err != nil {
		return d.refuse(n, path, "%q %v", n.text, err)
	}
	return n.text
}

// expected names what a type takes.
func expected(t reflect.Type) string {
	switch {
	case t == durationType:
		return "a duration such as 5m"
	case isText(t):
		return "a single value"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number"
	case reflect.Float32, reflect.Float64:
		return "a number"
	default:
		return "text"
	}
}

// set writes the text of a node into v.
func set(v reflect.Value, n *node) error {
	t := v.Type()
	if t == durationType {
		d, err := schedule.ParseSpan(n.text)
		v.SetInt(int64(d))
		return err
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := u.UnmarshalText([]byte(n.text)); err != nil {
			return fmt.Errorf("%q %w", n.text, err)
		}
		return nil
	}
	if t.Kind() == reflect.String {
		// YAML reads true as something else than a text; so do people.
		if n.tag == "bool" {
			return fmt.Errorf("must be text: put %s into quotes", n.text)
		}
		v.SetString(n.text)
		return nil
	}
	if err := setNumber(v, n); err != nil {
		return fmt.Errorf("must be %s, found %q", expected(t), n.text)
	}
	return nil
}

// setNumber writes booleans and numbers.
func setNumber(v reflect.Value, n *node) error {
	// A quoted "20" is a text in a file; a variable of the environment is always one.
	if n.tag == "str" {
		return errors.New("quoted")
	}
	switch {
	case v.Kind() == reflect.Bool:
		if n.text != "true" && n.text != "false" {
			return errors.New("neither true nor false")
		}
		v.SetBool(n.text == "true")
		return nil
	case v.CanInt():
		i, err := strconv.ParseInt(n.text, 10, v.Type().Bits())
		v.SetInt(i)
		return err
	case v.CanUint():
		u, err := strconv.ParseUint(n.text, 10, v.Type().Bits())
		v.SetUint(u)
		return err
	case v.CanFloat():
		x, err := strconv.ParseFloat(n.text, v.Type().Bits())
		v.SetFloat(x)
		return err
	}
	return errors.New("no such type")
}

// bounded applies the `min` tag.
func (f field) bounded(v reflect.Value) error {
	if f.min == "" || !v.CanInt() {
		return nil
	}
	least, err := least(f.min, v.Type())
	if err != nil {
		return err
	}
	if v.Int() < least {
		shown := strconv.FormatInt(v.Int(), 10)
		if v.Type() == durationType {
			shown = span(time.Duration(v.Int()))
		}
		return fmt.Errorf("must be at least %s, found %s", f.min, shown)
	}
	return nil
}

// least reads a `min` tag.
func least(text string, t reflect.Type) (int64, error) {
	if t == durationType {
		d, err := schedule.ParseSpan(text)
		return int64(d), err
	}
	return strconv.ParseInt(text, 10, 64)
}
