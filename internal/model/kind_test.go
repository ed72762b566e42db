package model_test

import (
	"slices"
	"testing"

	"syncd/internal/model"
)

// Texts as the writers put them into their files.
func TestKind(t *testing.T) {
	for name, c := range map[string]struct {
		f    model.Failure
		want model.FailureKind
	}{
		"junit 5":                {model.Failure{Type: "org.opentest4j.AssertionFailedError", Message: "the discount was not taken off ==> expected: <8> but was: <9>"}, model.KindAssertion},
		"junit 4":                {model.Failure{Type: "java.lang.AssertionError", Message: "total"}, model.KindAssertion},
		"junit 4 strings":        {model.Failure{Type: "org.junit.ComparisonFailure", Message: "expected:<[a]> but was:<[b]>"}, model.KindAssertion},
		"java exception":         {model.Failure{Error: true, Type: "java.lang.IllegalStateException", Message: "connection refused: db:5432"}, model.KindError},
		"java exception as fail": {model.Failure{Type: "java.lang.NullPointerException", Message: "Cannot invoke \"Cart.total()\""}, model.KindError},
		"junit 4 timeout":        {model.Failure{Error: true, Type: "org.junit.runners.model.TestTimedOutException", Message: "test timed out after 1000 milliseconds"}, model.KindTimeout},
		"junit 5 timeout":        {model.Failure{Error: true, Type: "java.util.concurrent.TimeoutException", Message: "pay() timed out after 1 second"}, model.KindTimeout},
		"junit 5 assertTimeout":  {model.Failure{Type: "org.opentest4j.AssertionFailedError", Message: "execution exceeded timeout of 10 ms by 5 ms"}, model.KindTimeout},
		"selenium":               {model.Failure{Error: true, Type: "org.openqa.selenium.TimeoutException", Message: "Expected condition failed: waiting for visibility"}, model.KindTimeout},
		"pytest":                 {model.Failure{Type: "AssertionError", Message: "AssertionError: the discount was not taken off\nassert 9 == 8"}, model.KindAssertion},
		"pytest bare":            {model.Failure{Message: "assert 3 == 4"}, model.KindAssertion},
		"pytest.raises":          {model.Failure{Message: "Failed: DID NOT RAISE <class 'ValueError'>"}, model.KindAssertion},
		"pytest exception":       {model.Failure{Type: "ValueError", Message: "ValueError: no printer"}, model.KindError},
		"pytest set-up":          {model.Failure{Error: true, Type: "ConnectionError", Message: "failed on setup with \"ConnectionError: connection refused: db:5432\""}, model.KindError},
		"pytest-timeout":         {model.Failure{Message: "Failed: Timeout (>1.0s) from pytest-timeout."}, model.KindTimeout},
		"jest":                   {model.Failure{Type: "Error", Message: "Error: expect(received).toBe(expected) // Object.is equality\n\nExpected: 8\nReceived: 9"}, model.KindAssertion},
		"jest exception":         {model.Failure{Type: "TypeError", Message: "TypeError: voucher expired <2026>"}, model.KindError},
		"jest timeout":           {model.Failure{Type: "Error", Message: "Error: thrown: \"Exceeded timeout of 5000 ms for a test.\nAdd a timeout value to this test to increase the timeout\""}, model.KindTimeout},
		"vitest":                 {model.Failure{Type: "AssertionError", Message: "expected 9 to be 8 // Object.is equality"}, model.KindAssertion},
		"vitest timeout":         {model.Failure{Type: "Error", Message: "Test timed out in 5000ms."}, model.KindTimeout},
		"node assert":            {model.Failure{Message: "AssertionError [ERR_ASSERTION]: Expected values to be strictly equal"}, model.KindAssertion},
		"go got, want":           {model.Failure{Message: "got 4, want 5"}, model.KindAssertion},
		"testify":                {model.Failure{Message: "Error Trace:\t/srv/shop/cart_test.go:12", Detail: "Error Trace:\t/srv/shop/cart_test.go:12\n\tError:      \tNot equal: \n\texpected: 4\n"}, model.KindAssertion},
		"go panic":               {model.Failure{Type: "panic", Message: "panic: assignment to entry in nil map [recovered, repanicked]"}, model.KindError},
		"go timeout":             {model.Failure{Type: "panic", Message: "panic: test timed out after 1s"}, model.KindTimeout},
		"go deadline":            {model.Failure{Message: "pay: context deadline exceeded"}, model.KindTimeout},
		"go build":               {model.Failure{Message: "FAIL\tshop.example/broken [build failed]"}, model.KindError},
		"go plain words":         {model.Failure{Message: "the totals do not add up", Detail: "    cart_test.go:12: the totals do not add up\n"}, model.KindUnknown},
		"playwright":             {model.Failure{Type: "expect.toBe", Message: "expect(received).toBe(expected) // Object.is equality"}, model.KindAssertion},
		"playwright waits":       {model.Failure{Message: "Timed out 5000ms waiting for expect(locator).toHaveText(expected)"}, model.KindAssertion},
		"playwright waits, new":  {model.Failure{Type: "expect.toBeVisible", Message: "expect(locator).toBeVisible() failed", Detail: "Timeout: 5000ms"}, model.KindAssertion},
		"playwright timeout":     {model.Failure{Message: "Test timeout of 30000ms exceeded."}, model.KindTimeout},
		"playwright click":       {model.Failure{Message: "TimeoutError: locator.click: Timeout 30000ms exceeded."}, model.KindTimeout},
		"playwright network":     {model.Failure{Message: "page.goto: net::ERR_CONNECTION_REFUSED at http://shop.example/"}, model.KindError},
		"playwright, title only": {model.Failure{Type: "FAILURE", Message: "cart.spec.ts:12:5 adds", Detail: "  [chromium] › cart.spec.ts:12:5 › adds\n\n    Error: Timed out 5000ms waiting for expect(locator).toBeVisible()\n"}, model.KindAssertion},
		"code below a timeout":   {model.Failure{Message: "Exceeded timeout of 5000 ms for a test.", Detail: "Exceeded timeout\n  10 | expect(locator).toBe(1)"}, model.KindTimeout},
		"tester's words":         {model.Failure{Message: "The button is grey"}, model.KindUnknown},
		"nothing":                {model.Failure{}, model.KindUnknown},
	} {
		if got := c.f.Kind(); got != c.want || !slices.Contains(model.FailureKinds(), got) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if (*model.Failure)(nil).Kind() != model.KindUnknown {
		t.Error("no failure is of no known kind")
	}
}
