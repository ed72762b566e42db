package crash

import "testing"

func TestBefore(t *testing.T) {}

func TestPanics(t *testing.T) {
	var cart map[string]int
	cart["book"] = 1
}

func TestNeverReached(t *testing.T) {}
