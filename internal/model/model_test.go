package model_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
)

func TestIdentify(t *testing.T) {
	base := model.Case{Class: "shop.Cart", Name: "adds"}
	same := map[string]model.Case{
		"white space":    {Class: " shop.Cart ", Name: "adds\t"},
		"suite":          {Class: "shop.Cart", Name: "adds", Suite: []string{"host-7"}},
		"file":           {Class: "shop.Cart", Name: "adds", File: "cart_test.go"},
		"title and keys": {Class: "shop.Cart", Name: "adds", Title: "adds!", Keys: []model.KeyRef{{Key: "SHOP-1"}}},
	}
	for name, c := range same {
		if model.Identify("ns", c) != model.Identify("ns", base) {
			t.Errorf("%s must not enter the identity", name)
		}
	}
	other := map[string]model.Case{
		"class":              {Class: "shop.Basket", Name: "adds"},
		"name":               {Class: "shop.Cart", Name: "removes"},
		"explicit id":        {Class: "shop.Cart", Name: "adds", Explicit: "C7"},
		"boundary of fields": {Class: "shop.Cartadds", Name: ""},
	}
	for name, c := range other {
		if model.Identify("ns", c) == model.Identify("ns", base) {
			t.Errorf("%s must enter the identity", name)
		}
	}
	if model.Identify("a", base) == model.Identify("b", base) {
		t.Error("namespaces must tell equal names apart")
	}
	jest := model.Case{Class: "cart adds", Name: "cart adds", File: `src\cart.test.js`}
	slashed := jest
	slashed.File = "src/cart.test.js"
	if model.Identify("ns", jest) != model.Identify("ns", slashed) {
		t.Error("slashes of either kind name one file")
	}
	moved := jest
	moved.File = "src/other.test.js"
	if model.Identify("ns", jest) == model.Identify("ns", moved) {
		t.Error("where the class says nothing, the file must tell cases apart")
	}
}

func TestSplit(t *testing.T) {
	for name, want := range map[string][2]string{
		"total[EUR-3]":        {"total", "[EUR-3]"},
		"adds(int, int)[2]":   {"adds(int, int)", "[2]"},
		"nested[a[0]-b[1]]":   {"nested", "[a[0]-b[1]]"},
		"plain":               {"plain", ""},
		"[only]":              {"[only]", ""},
		"odd]":                {"odd]", ""},
		"space [x]":           {"space", "[x]"},
		"middle[1] continues": {"middle[1] continues", ""},
	} {
		if base, row := model.Split(name); base != want[0] || row != want[1] {
			t.Errorf("Split(%q) = %q, %q; want %q", name, base, row, want)
		}
	}
}

func TestKeys(t *testing.T) {
	for text, want := range map[string][]string{
		"@SHOP-1 and jira:PAY-20":      {"SHOP-1", "PAY-20"},
		"TEST_SHOP-5,REQ_SHOP-2":       {"SHOP-5", "SHOP-2"},
		"SHOP-1 SHOP-1":                {"SHOP-1"},
		"shop-1 SHOP-0 S-1 XSHOP SHOP": nil,
		"https://x/browse/SHOP-12?a=1": {"SHOP-12"},
	} {
		if got := model.Keys(text); !slices.Equal(got, want) {
			t.Errorf("Keys(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSignature(t *testing.T) {
	sign := func(typ, msg, detail string) string {
		return (&model.Failure{Type: typ, Message: msg, Detail: detail}).Sign()
	}
	java := "java.lang.AssertionError: expected 4\n\tat org.junit.Assert.fail(Assert.java:88)\n\tat shop.CartTest.adds(CartTest.java:%s)\n"
	if sign("AssertionError", "expected 4 got 5", java) != sign("AssertionError", "expected 1 got 9", java) {
		t.Error("numbers in the message must not matter where there are own frames")
	}
	for name, pair := range map[string][2]string{
		"line numbers":  {"at shop.Cart.add(Cart.java:10)", "at shop.Cart.add(Cart.java:22)"},
		"python paths":  {`File "/home/a/shop/cart.py", line 3, in add`, `File "/srv/ci/shop/cart.py", line 30, in add`},
		"node folders":  {"at add (/a/b/cart.js:1:2)", "at add (/c/d/e/cart.js:9:9)"},
		"foreign frame": {"at shop.Cart.add(Cart.java:1)\nat java.util.List.get(List.java:2)", "at shop.Cart.add(Cart.java:1)"},
		"vitest frames": {" ❯ cart.test.js:14:29", " ❯ cart.test.js:15:2"},
	} {
		if sign("E", "m", pair[0]) != sign("E", "m", pair[1]) {
			t.Errorf("%s must not change the signature", name)
		}
	}
	if sign("E", "m", "at shop.Cart.add(Cart.java:1)") == sign("E", "m", "at shop.Pay.pay(Pay.java:1)") {
		t.Error("another own frame is another cause")
	}
	if sign("E", "timeout of 30s", "") != sign("E", "timeout of 31s", "") {
		t.Error("without frames the message counts, without its numbers")
	}
	if (*model.Failure)(nil).Sign() != "" {
		t.Error("no failure, no signature")
	}
	for detail, weak := range map[string]bool{
		"at shop.Cart.add(Cart.java:10)":                          false,
		"at add (/a/b/cart.js:1:2)":                               false,
		"at async Shop.pay (shop.js:1:2)":                         false,
		"at new Cart (cart.js:1:2)":                               false,
		`File "shop/cart.py", line 3, in add`:                     false,
		"":                                                        true,
		"at Object.<anonymous> (/a/b/cart.test.js:1:2)":           true,
		"test_shop.py:12: AssertionError":                         true,
		"at Object.toBe (/a/b/cart.test.js:1:2)":                  true,
		"at new Promise (<anonymous>)":                            true,
		" ❯ cart.test.js:14:29":                                   true,
		"shop_test.go:12: got 3":                                  true,
		"at org.junit.Assert.fail(Assert.java:88)":                true,
		"test_shop.py:12: in test_pay\nshop.py:9: AssertionError": true,
	} {
		if got := strings.HasPrefix(sign("E", "m", detail), model.Weak); got != weak {
			t.Errorf("%q is weak: %v, want %v", detail, got, weak)
		}
	}
	if sign("AssertionError", "prices differ", "test_shop.py:12: AssertionError") == sign("AssertionError", "no such voucher", "test_shop.py:40: AssertionError") {
		t.Error("two assertions of one file are not one cause")
	}
}

// at makes the n-th point of a line, one hour after the one before.
func at(n int, o model.Outcome) model.Point {
	return model.Point{Run: model.RunID(rune('a' + n)), Outcome: o, Finished: time.Unix(0, 0).Add(time.Duration(n) * time.Hour)}
}

// history makes points from letters: p passed, f failed, s skipped, r passed on a retry,
// g failed on one after it had passed.
func history(letters string) []model.Point {
	var out []model.Point
	for i, l := range letters {
		p := at(i, map[rune]model.Outcome{'p': model.Passed, 'f': model.Failed, 's': model.Skipped, 'r': model.Passed, 'g': model.Failed}[l])
		p.Flaky = l == 'r' || l == 'g'
		out = append(out, p)
	}
	return out
}

func TestFold(t *testing.T) {
	for letters, want := range map[string]struct {
		failures, passes, since int
		flaky                   bool
	}{
		"":                       {0, 0, -1, false},
		"p":                      {0, 1, -1, false},
		"f":                      {1, 0, 0, false},
		"pff":                    {2, 0, 1, false},
		"pfsf":                   {2, 0, 1, false},
		"ffp":                    {0, 1, -1, false},
		"ffpp":                   {0, 2, -1, false},
		"pfpf":                   {1, 0, 3, false}, // too few to tell
		"pfspf":                  {1, 0, 4, false}, // only four of them are final
		"pfpfp":                  {0, 1, -1, true},
		"pppff":                  {2, 0, 3, false},
		"pffpf":                  {1, 0, 4, true},
		"pfpfpppppppppppppppp":   {0, 16, -1, true},
		"pfpfpppppppppppppppppp": {0, 18, -1, false}, // two of four changes are out of sight
		"pr":                     {0, 2, -1, true},
		"rp":                     {0, 2, -1, false},
		"sss":                    {0, 0, -1, false},
		"pfpfpppppp":             {0, 6, -1, true},
		"ppg":                    {1, 0, 2, true},
	} {
		l := model.Fold(model.LineKey{}, history(letters))
		since := -1
		if !l.FailingSince.Finished.IsZero() || l.FailingSince.Run != "" {
			since = int(l.FailingSince.Run[0] - 'a')
		}
		if l.Failures != want.failures || l.Passes != want.passes || since != want.since || l.Flaky != want.flaky {
			t.Errorf("%q folds to failures %d, passes %d, since %d, flaky %v; want %+v", letters, l.Failures, l.Passes, since, l.Flaky, want)
		}
	}
}

func TestFoldTellsAnotherCause(t *testing.T) {
	for causes, want := range map[string]bool{"a": false, "aa": false, "ab": true, "abb": false, "aba": true, "a-b": false, "ab-": false} {
		var points []model.Point
		for i, cause := range causes {
			o := model.Failed
			if cause == '-' {
				o = model.Passed
			}
			p := at(i, o)
			p.Signature = string(cause)
			points = append(points, p)
		}
		if l := model.Fold(model.LineKey{}, points); l.Changed != want || l.Results != len(points) {
			t.Errorf("%s: changed %v, %d results; want %v, %d", causes, l.Changed, l.Results, want, len(points))
		}
	}
}

func TestFoldDoesNotDependOnOrderOfArrival(t *testing.T) {
	points := history("pffspfrpf")
	want := model.Fold(model.LineKey{Case: "x"}, points)
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		r.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] })
		if got := model.Fold(model.LineKey{Case: "x"}, points); got != want {
			t.Fatalf("shuffled points fold to %+v, want %+v", got, want)
		}
	}
}

func FuzzSignature(f *testing.F) {
	f.Add("E", "m", "at a.b(C.java:1)")
	f.Fuzz(func(t *testing.T, typ, msg, detail string) {
		s := (&model.Failure{Type: typ, Message: msg, Detail: detail}).Sign()
		if len(strings.TrimPrefix(s, model.Weak)) != 16 {
			t.Fatalf("signature %q is not 16 characters long", s)
		}
	})
}
