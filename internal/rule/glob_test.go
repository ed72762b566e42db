package rule_test

import (
	"path"
	"strings"
	"testing"

	"syncd/internal/rule"
)

func TestPathPatterns(t *testing.T) {
	for _, tc := range []struct {
		pattern   string
		fits, not string // values, separated by spaces
	}{
		{"tests/cart.spec.ts", "tests/cart.spec.ts", "tests/cart.spec.tsx Tests/cart.spec.ts tests x/tests/cart.spec.ts"},
		{"tests/*", "tests/a.py tests/", "tests tests/a/b.py"},
		{"tests/**", "tests tests/ tests/a.py tests/a/b/c.py", "test atests/a.py x/tests/a.py"},
		{"**/cart/**", "cart cart/a.py x/cart/y/z.py x/y/cart", "carts/a.py x/cartage/y"},
		{"**", "a a/b/c", ""},
		{"**/*.ts", "a.ts x/y/a.ts", "a.tsx x/a.ts/b"},
		{"a/**/b/**/c", "a/b/c a/x/b/y/z/c a/b/b/c a/b/c/b/c", "a/c b/c a/b/c/d a/b"},
		{"**/a/*/b", "a/x/b a/a/x/b a/x/a/y/b", "a/b a/x/y/b"},
		{"**/**/a", "a x/a x/y/a", "a/x"},
		{"tests/[a-c]?.py", "tests/a1.py tests/cz.py", "tests/d1.py tests/a.py"},
		{`tests/\[x\].py`, "tests/[x].py", "tests/x.py"},
		{"a[/]b", "", "a/b a[/]b"},
	} {
		g, err := rule.CompilePath(tc.pattern)
		if tc.pattern == "a[/]b" {
			if err == nil {
				t.Errorf("%s compiles: a slash is a border", tc.pattern)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		check(t, g, tc.fits, tc.not)
	}
}

func TestNamePatterns(t *testing.T) {
	for _, tc := range []struct{ pattern, fits, not string }{
		{"com.acme.cart.*", "com.acme.cart.CartTest com.acme.cart.sub.A$B", "com.acme.cart com.acme.cartage.A"},
		{"*Cart*", "com.acme.CartTest tests/Cart.spec.ts Cart", "com.acme.Basket cart"},
		{"a/*/b", "a/x/b a/x/y/b", "a/b"},
		{"[^a]*", "b/c /a", "a/b"},
	} {
		g, err := rule.CompileName(tc.pattern)
		if err != nil {
			t.Fatal(err)
		}
		check(t, g, tc.fits, tc.not)
	}
	if none := (rule.Glob{}); none.Fits("a") {
		t.Error("no pattern fits something")
	}
}

// check wants a pattern to fit some values, and neither the others nor an empty one.
func check(t *testing.T, g rule.Glob, fits, not string) {
	t.Helper()
	for _, v := range strings.Fields(fits) {
		if !g.Fits(v) {
			t.Errorf("%s does not fit %q", g, v)
		}
	}
	for _, v := range append(strings.Fields(not), "") {
		if g.Fits(v) {
			t.Errorf("%s fits %q", g, v)
		}
	}
}

func TestBadPatterns(t *testing.T) {
	for pattern, want := range map[string]string{
		"":                         "leave out the slash",
		"/tests/**":                "leave out the slash",
		"tests//a":                 "leave out the slash",
		"tests/":                   "leave out the slash",
		"tests/a**":                "must stand alone",
		"tests/[a":                 "is not closed",
		"tests/[]":                 "is no list of characters",
		"tests/[z-a-]":             "is no list of characters",
		`a\`:                       "at its end",
		strings.Repeat("a/b", 400): "longer than",
	} {
		if _, err := rule.CompilePath(pattern); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", pattern, err, want)
		}
	}
	for _, pattern := range []string{"", "[", "x[a-", `\`} {
		if _, err := rule.CompileName(pattern); err == nil {
			t.Errorf("name pattern %q compiles", pattern)
		}
	}
}

// slow is what a path pattern means, said in the simplest way.
func slow(parts, names []string) bool {
	switch {
	case len(parts) == 0:
		return len(names) == 0
	case parts[0] == "**":
		return slow(parts[1:], names) || len(names) > 0 && slow(parts, names[1:])
	case len(names) == 0:
		return false
	}
	ok, _ := path.Match(parts[0], names[0])
	return ok && slow(parts[1:], names[1:])
}

func FuzzPathPattern(f *testing.F) {
	for _, seed := range [][2]string{{"tests/**", "tests/a/b"}, {"**/a/**/b", "a/x/a/b"}, {"a/**/**/b", "a/b"}, {"[a-z]/?*", "q/rs"}, {`\*/**/x`, "*/x"}, {"**/b", "b/"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, value string) {
		if len(pattern) > 40 || len(value) > 40 {
			return // the simple way takes exponential time
		}
		g, err := rule.CompilePath(pattern)
		if err != nil || value == "" {
			return
		}
		if _, err := path.Match(pattern, ""); err != nil {
			t.Fatalf("%q compiles, and path.Match refuses it: %v", pattern, err)
		}
		if want := slow(strings.Split(pattern, "/"), strings.Split(value, "/")); g.Fits(value) != want {
			t.Errorf("%q fits %q: %v", pattern, value, !want)
		}
		n, err := rule.CompileName(pattern)
		plain := !strings.ContainsAny(pattern+value, "/*?[\\\x00") // NUL stands for the slash
		if err != nil || plain && n.Fits(value) != (pattern == value) {
			t.Errorf("name pattern %q and %q: %v", pattern, value, err)
		}
	})
}
