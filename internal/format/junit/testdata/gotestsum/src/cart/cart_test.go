package cart

import (
	"os"
	"testing"
)

func TestEmptyCartIsFree(t *testing.T) {
	t.Attr("requirements", "SHOP-1")
}

func TestDiscount(t *testing.T) {
	t.Attr("requirements", "SHOP-1,SHOP-2")
	t.Attr("tags", "smoke")
	t.Error("the discount was not taken off")
	t.Log("\x1b[31mred\x1b[0m and \x00 nul, naïve")
}

// One sub-test fails: its parent fails with it and has nothing of its own to say.
func TestTotal(t *testing.T) {
	for _, currency := range []string{"EUR", "GBP"} {
		t.Run(currency, func(t *testing.T) {
			if currency == "GBP" {
				t.Fatal("got 4, want 5")
			}
		})
	}
}

// All sub-tests pass and the parent fails on its own.
func TestTotalsAgree(t *testing.T) {
	t.Run("EUR", func(t *testing.T) {})
	t.Error("the totals do not add up")
}

func TestRefund(t *testing.T) {
	t.Skip("the payment provider has no sandbox yet")
}

// Fails on its first attempt and passes on the second.
func TestFlaky(t *testing.T) {
	marker := os.Getenv("SHOP_MARKER")
	if marker == "" {
		return
	}
	if _, err := os.Stat(marker); err != nil {
		_ = os.WriteFile(marker, nil, 0o600)
		t.Fatal("the payment provider did not answer")
	}
}
