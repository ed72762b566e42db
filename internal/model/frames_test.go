package model_test

import (
	"slices"
	"testing"

	"syncd/internal/model"
)

func TestOwnFrames(t *testing.T) {
	for trace, want := range map[string][]string{
		"": nil,
		"boom\n\tat org.junit.Assert.fail(Assert.java:89)\n\tat shop.Pay.a(Pay.java:1)\n\tat java.util.X.y(X.java:2)\n\tat shop.Pay.a(Pay.java:1)\n\tat shop.Pay.b(Pay.java:3)\n\tat shop.Pay.c(Pay.java:4)": {
			"at shop.Pay.a(Pay.java:1)", "at shop.Pay.b(Pay.java:3)"},
		"boom\n\tat shop.Pay.a(Pay.java:1)\n\tat org.junit.Assert.fail(Assert.java:89)": nil, // the trace begins with it
		"boom\n\tat org.junit.Assert.fail(Assert.java:89)":                              nil,
		"no frames at all": nil,
	} {
		if got := (model.Failure{Detail: trace}).Own(2); !slices.Equal(got, want) {
			t.Errorf("%q has %q, want %q", trace, got, want)
		}
	}
}
