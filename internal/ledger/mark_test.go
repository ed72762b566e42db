package ledger_test

import (
	"slices"
	"strings"
	"testing"

	"syncd/internal/ledger"
)

const (
	key   = "abcdefghij234567"
	other = "zzzzzzzzzzzzzzzz"
)

func TestLabelsRoundTrip(t *testing.T) {
	for _, generation := range []int{1, 2, 3, 10, 9999} {
		labels := ledger.Labels("acme-prod", key, generation)
		if len(labels) != 2 || labels[0] != "syncd-acme-prod" {
			t.Fatalf("labels are %q", labels)
		}
		m, ok := ledger.ReadMark("acme-prod", append([]string{"qa", "syncd"}, labels...))
		if want := (ledger.Mark{Key: key, Generation: generation}); !ok || m != want {
			t.Errorf("%q read as %+v, %v", labels, m, ok)
		}
	}
	if got := ledger.KeyLabel(key, 1); got != "syncd."+key {
		t.Errorf("the first generation is labelled %s", got)
	}
	if got := ledger.KeyLabel(key, 3); got != "syncd."+key+".3" {
		t.Errorf("the third generation is labelled %s", got)
	}
}

func TestReadMark(t *testing.T) {
	for name, c := range map[string]struct {
		labels string
		want   ledger.Mark
		ok     bool
	}{
		"both":                    {"syncd-acme syncd." + key, ledger.Mark{Key: key, Generation: 1}, true},
		"typed by hand":           {"Syncd-Acme SYNCD." + strings.ToUpper(key) + ".2", ledger.Mark{Key: key, Generation: 2}, true},
		"the same in two cases":   {"syncd-acme syncd." + key + " Syncd." + key, ledger.Mark{Key: key, Generation: 1}, true},
		"owner only":              {"syncd-acme", ledger.Mark{}, false},
		"key only":                {"syncd." + key, ledger.Mark{}, false},
		"foreign owner":           {"syncd-other syncd." + key, ledger.Mark{}, false},
		"owner that begins alike": {"syncd-acme-2 syncd." + key, ledger.Mark{}, false},
		"two keys":                {"syncd-acme syncd." + key + " syncd." + other, ledger.Mark{}, false},
		"two generations":         {"syncd-acme syncd." + key + " syncd." + key + ".2", ledger.Mark{}, false},
		"two owners":              {"syncd-acme syncd-other syncd." + key, ledger.Mark{Key: key, Generation: 1}, true},
		"short key":               {"syncd-acme syncd." + key[1:], ledger.Mark{}, false},
		"no base32":               {"syncd-acme syncd.abcdefghij234501", ledger.Mark{}, false},
		"generation 0":            {"syncd-acme syncd." + key + ".0", ledger.Mark{}, false},
		"generation too long":     {"syncd-acme syncd." + key + ".12345", ledger.Mark{}, false},
		"something behind":        {"syncd-acme syncd." + key + "x", ledger.Mark{}, false},
		"none":                    {"", ledger.Mark{}, false},
	} {
		if m, ok := ledger.ReadMark("acme", strings.Fields(c.labels)); m != c.want || ok != c.ok {
			t.Errorf("%s: %+v, %v; want %+v, %v", name, m, ok, c.want, c.ok)
		}
	}
}

func TestClaimed(t *testing.T) {
	labels := append(ledger.Labels("acme", key, 1), ledger.KeyLabel(other, 1))
	if !ledger.Claimed("acme", labels, ledger.Mark{Key: other, Generation: 1}) {
		t.Error("a second key label must be seen")
	}
	if ledger.Claimed("acme", labels, ledger.Mark{Key: key, Generation: 2}) || ledger.Claimed("other", labels, ledger.Mark{Key: key, Generation: 1}) {
		t.Error("another generation, or another owner, is not ours")
	}
}

func TestElsewhere(t *testing.T) {
	m := ledger.Mark{Key: key, Generation: 1}
	for label, want := range map[string]bool{"qa": false, ledger.KeyLabel(key, 1): false, ledger.KeyLabel(key, 2): true, ledger.KeyLabel("aaaaaaaaaaaaaaaa", 1): true} {
		if ledger.Elsewhere([]string{"x", label}, m) != want {
			t.Errorf("%s names another row: %v", label, !want)
		}
	}
}

func TestIgnored(t *testing.T) {
	if !ledger.Ignored([]string{"qa", "Syncd-Ignore"}) || ledger.Ignored([]string{"syncd-ignored", "syncd-acme"}) {
		t.Error("syncd-ignore counts in any case, and nothing else does")
	}
}

func TestCheckOwner(t *testing.T) {
	for owner, ok := range map[string]bool{"acme": true, "acme-prod-2": true, "": false, "Acme": false, "acme prod": false,
		"acme.prod": false, "ignore": false, "é": false, strings.Repeat("a", 40): true, strings.Repeat("a", 41): false} {
		if err := ledger.CheckOwner(owner); (err == nil) != ok {
			t.Errorf("owner %q: %v", owner, err)
		}
	}
	if slices.Contains(ledger.Labels("acme", key, 1), ledger.IgnoreLabel) {
		t.Error("our own labels must not tell us to go away")
	}
}
