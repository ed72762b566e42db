package tool_test

import (
	"maps"
	"testing"

	"syncd/internal/source/tool"
)

// No loop is believed, and nothing that is not listed.
func TestPaths(t *testing.T) {
	got := tool.Paths([]tool.Folder{{1, 0, "Shop"}, {2, 1, "Cart"}, {3, 2, "Totals"}, {4, 9, "Lost"}, {5, 6, "Hen"}, {6, 5, "Egg"}, {7, 7, "Self"}})
	want := map[int64]string{1: "Shop", 2: "Shop/Cart", 3: "Shop/Cart/Totals", 4: "Lost", 5: "Egg/Hen", 6: "Hen/Egg", 7: "Self"}
	if !maps.Equal(got, want) {
		t.Errorf("the paths are %v, want %v", got, want)
	}
}
