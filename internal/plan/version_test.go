package plan

import "testing"

func TestOlder(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"1.3", "1.4", true},
		{"1.9", "1.10", true},
		{"1.4", "1.4.1", true},
		{"1.4", "1.4.0", false},
		{"1.04", "1.4", false},
		{"v1.3", "1.4", true},
		{"V1.3", "v1.4", true},
		{"1.3.99999999999999999999999", "1.3.100000000000000000000000", true}, // no number overflows
		{"1.4-rc.1", "1.4-rc.2", true},
		{"1.4-rc.1", "1.4", false}, // in no order: a candidate may have the fix
		{"1.4", "1.4-rc.1", false},
		{"release 1.3", "1.4", true},
		{"1.3", "Shop 1.4", true},
		{"shop 1.3", "shop 1.4", true},
		{"shop 1.3", "pay 1.4", false}, // other products
		{"autumn", "winter", false},
		{"1.4", "autumn", false},
		{"", "1.4", false},
		{"1.4", "", false},
		{"...", "1.4", false},
		{"版", "1.4", false},
		{"2026-07-01", "2026-07-02", true},
	} {
		if got := older(c.a, c.b); got != c.want {
			t.Errorf("%q is older than %q: %v", c.a, c.b, got)
		}
		if c.want && older(c.b, c.a) {
			t.Errorf("%q and %q are both older than the other", c.a, c.b)
		}
	}
}

func TestNewest(t *testing.T) {
	for want, versions := range map[string][]string{"": nil, "1.10": {"1.9", "1.10", "1.2"}, "1.4": {"1.4"}, "autumn": {"autumn", "1.4"}} {
		if got := newest(versions); got != want {
			t.Errorf("of %q the newest is %q", versions, got)
		}
	}
}

// FuzzOlder checks that versions are in one order or in none.
func FuzzOlder(f *testing.F) {
	for _, v := range []string{"1.4", "v1.10-rc.2", "", "...", "autumn 7", "0"} {
		f.Add(v, "1.4")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if older(a, b) && older(b, a) || older(a, a) {
			t.Errorf("%q and %q are in a circle", a, b)
		}
	})
}
