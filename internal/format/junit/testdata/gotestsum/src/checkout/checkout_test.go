package checkout

import "testing"

func TestCheckout(t *testing.T) {
	t.Run("as guest", func(t *testing.T) {
		t.Attr("story", "SHOP-3")
		t.Run("with card", func(t *testing.T) {})
	})
}
