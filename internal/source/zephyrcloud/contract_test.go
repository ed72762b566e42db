package zephyrcloud_test

import (
	"net/http"
	"sync"
	"testing"

	"syncd/internal/sim/jira/published"
)

// described is the description of Zephyr's API that the simulator is held against, read once.
var described = sync.OnceValues(func() (*published.Oracle, error) {
	return published.Describe("/v2/", "../../sim/zephyrcloud/testdata/openapi.yaml")
})

// meant is where the simulator does not follow the description; its own test says why, and that there is no more.
var meant = []published.Deviation{{Operation: "GET /v2/folders", What: `answer 200: /values/\*/parentId Value is not nullable`}}

// heard holds what the source sends, and what it is answered, against the description when the test is over. What only
// an old tenant refuses is asked for as described.
func heard(t *testing.T, next http.RoundTripper) http.RoundTripper {
	t.Helper()
	tape := &published.Recorder{Next: next}
	t.Cleanup(func() {
		oracle, err := described()
		if err != nil {
			t.Fatal(err)
		}
		ledger := published.NewLedger(oracle, meant)
		for _, e := range tape.Exchanges() {
			ledger.Enter(e, published.Both)
		}
		for _, fault := range ledger.Unexplained() {
			t.Errorf("not as described: %s", fault)
		}
		line, _ := ledger.Report()
		t.Log(line)
	})
	return tape
}
