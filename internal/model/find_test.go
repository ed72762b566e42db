package model_test

import (
	"testing"

	"syncd/internal/model"
)

func TestFind(t *testing.T) {
	cases := []model.Case{
		{ID: "aaaaaaaaaaaaaaaa", Title: "guest can pay", Class: "shop.Checkout", Name: "guestCanPay"},
		{ID: "bbbbbbbbbbbbbbbb", Title: "guest can pay by invoice", Class: "shop.Checkout", Name: "guestCanPayByInvoice"},
		{ID: "cccccccccccccccc", Title: "member can pay", Class: "shop.Member", Name: "canPay"},
		{ID: "dddddddddddddddd", Title: "member can pay", Class: "shop.Old", Name: "canPay"},
	}
	for text, want := range map[string]string{
		"aaaaaaaaaaaaaaaa":            "a",
		"guest can pay":               "a", // all of a title wins over part of another
		"GUEST  can pay":              "a",
		"by invoice":                  "b",
		"shop.Checkout › guestCanPay": "a",
		"shop.checkout":               "ab",
		"member can pay":              "cd",
		"shop.Member › canPay":        "c",
		"nothing of the kind":         "",
		"":                            "",
		"   ":                         "",
	} {
		got := ""
		for _, c := range model.Find(cases, text) {
			got += string(c.ID[:1])
		}
		if got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
}
