package zephyrcloud_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"syncd/internal/sim/jira/published"
	"syncd/internal/sim/zephyrcloud"
)

// described is the description of the API, read once.
var described = sync.OnceValues(func() (*published.Oracle, error) {
	return published.Describe("/v2/", "testdata/openapi.yaml")
})

// meant is where the simulator does not follow the description.
var meant = []published.Deviation{
	{Operation: "GET /v2/folders", What: `answer 200: /values/\*/parentId Value is not nullable`,
		Reason: "a folder at the top has no parent; the description demands one of every folder, and clients read null",
		Source: "https://github.com/testit-tms/migrators (ZephyrScaleExporter, ZephyrFolder.ParentId is an int or null)"},
}

// judge holds exchanges against the description. A request that was refused may well be wrong; one that was accepted may
// not. What is nowhere described must be refused.
func judge(t *testing.T, exchanges []published.Exchange) {
	t.Helper()
	oracle, err := described()
	if err != nil {
		t.Fatal(err)
	}
	l := published.NewLedger(oracle, meant)
	for _, e := range exchanges {
		side := published.Both
		if e.Status >= http.StatusBadRequest {
			side = published.AnswerOnly
		}
		l.Enter(e, side)
	}
	for _, fault := range l.Unexplained() {
		t.Errorf("not as described: %s", fault)
	}
}

// step is one request of the walk and the status that it must get.
type step struct {
	method, path, body string
	status             int
}

// everywhere goes through every operation, with every parameter and member that it takes. LINK is a link that was made.
var everywhere = []step{
	{"GET", "healthcheck", "", 200},
	{"GET", "projects?maxResults=1&startAt=1", "", 200},
	{"GET", "projects/SHOP", "", 200},
	{"GET", "projects/101", "", 200},
	{"GET", "folders?maxResults=100&startAt=0&projectKey=SHOP&folderType=TEST_CASE", "", 200},
	{"GET", "folders", "", 200},
	{"GET", "priorities?maxResults=100&startAt=0&projectKey=SHOP", "", 200},
	{"GET", "statuses?maxResults=100&startAt=0&projectKey=SHOP&statusType=TEST_EXECUTION", "", 200},
	{"GET", "environments?maxResults=100&startAt=0&projectKey=SHOP", "", 200},
	{"GET", "testcases?projectKey=SHOP&folderId=303&maxResults=100&startAt=0", "", 200},
	{"GET", "testcases", "", 200},
	{"GET", "testcases/nextgen?projectKey=SHOP&limit=3&startAtId=0&updatedAfter=2026-01-01T00:00:00Z", "", 200},
	{"GET", "testcases/nextgen?folderId=303", "", 200},
	{"GET", "testcases/SHOP-T10", "", 200},
	{"GET", "testcases/SHOP-T1/links", "", 200},
	{"POST", "testcases/SHOP-T1/links/issues", `{"issueId":10011}`, 201},
	{"GET", "testcycles?projectKey=SHOP&folderId=304&jiraProjectVersionId=10001&maxResults=1&startAt=0", "", 200},
	{"GET", "testcycles/nextgen?projectKey=SHOP&folderId=304&jiraProjectVersionId=10001&limit=1&startAtId=0&updatedAfter=2026-01-01T00:00:00Z", "", 200},
	{"GET", "testcycles/SHOP-R1", "", 200},
	{"POST", "testcycles/SHOP-R1/links/issues", `{"issueId":10011}`, 201},
	{"GET", "testplans?projectKey=SHOP&maxResults=1&startAt=0", "", 200},
	{"GET", "testplans/nextgen?projectKey=SHOP&limit=1&startAtId=0&updatedAfter=2026-01-01T00:00:00Z", "", 200},
	{"GET", "testplans/SHOP-P1", "", 200},
	{"POST", "testplans/SHOP-P1/links/issues", `{"issueId":10011}`, 201},
	{"GET", "testexecutions?projectKey=SHOP&testCycle=SHOP-R1&testCase=SHOP-T3&actualEndDateAfter=2026-01-01T00:00:00Z&actualEndDateBefore=2027-01-01T00:00:00Z&includeStepLinks=true&jiraProjectVersionId=10001&onlyLastExecutions=false&maxResults=2&startAt=1", "", 200},
	{"GET", "testexecutions?testCase=7003&maxResults=1000", "", 200},
	{"GET", "testexecutions/nextgen?projectKey=SHOP&testCycle=SHOP-R1&testCase=SHOP-T3&actualEndDateAfter=2026-01-01T00:00:00Z&actualEndDateBefore=2027-01-01T00:00:00Z&includeStepLinks=true&jiraProjectVersionId=10001&onlyLastExecutions=true&limit=2&startAtId=0&updatedAfter=2026-01-01T00:00:00Z", "", 200},
	{"GET", "testexecutions/nextgen?limit=1000", "", 200},
	{"PUT", "testexecutions/SHOP-E2", `{"statusName":"Pass","environmentName":"Firefox","actualEndDate":"2026-11-22T10:00:00Z","executionTime":1000,"executedById":null,"assignedToId":"5b10a2844c20165700ede21g","comment":null}`, 200},
	{"POST", "testexecutions", `{"projectKey":"SHOP","testCaseKey":"SHOP-T1","testCycleKey":"SHOP-R1","statusName":"Pass","environmentName":"Firefox","actualEndDate":"2026-11-22T10:00:00Z","executionTime":1000,"executedById":"5b10a2844c20165700ede21g","assignedToId":null,"comment":"<b>fine</b>","customFields":{"Build":7}}`, 201},
	{"GET", "testexecutions/SHOP-E15?includeStepLinks=true", "", 200},
	{"GET", "testexecutions/9002/links", "", 200},
	{"POST", "testexecutions/SHOP-E2/links/issues", `{"issueId":10011}`, 201},
	{"GET", "issuelinks/SHOP-12/testcases", "", 200},
	{"GET", "issuelinks/SHOP-12/testcycles", "", 200},
	{"GET", "issuelinks/SHOP-12/testplans", "", 200},
	{"GET", "issuelinks/SHOP-12/executions", "", 200},
	{"DELETE", "LINK", "", 200},
}

// TestContract walks through every operation of the description; ask holds what is sent and answered against it, here and
// in every other test.
func TestContract(t *testing.T) {
	r := newRig(t, zephyrcloud.Options{})
	link := ""
	for _, s := range everywhere {
		_, header := r.ask(s.method, "/v2/"+strings.ReplaceAll(s.path, "LINK", link), s.body, s.status)
		if _, at, made := strings.Cut(header.Get("Location"), "/v2/links/"); made {
			link = "links/" + at
		}
	}
	oracle, err := described()
	if err != nil {
		t.Fatal(err)
	}
	ledger := published.NewLedger(oracle, meant)
	var met []string
	for _, e := range r.kept {
		ledger.Enter(e, published.Both)
		met = append(met, oracle.Judge(e).Operation)
	}
	line, faults := ledger.Report()
	for _, fault := range faults {
		t.Error(fault)
	}
	operations, nodes := size(t)
	for _, o := range operations {
		if !slices.Contains(met, o) {
			t.Errorf("the walk does not go to %s", o)
		}
	}
	if got := len(r.sim.Requests()); got != len(operations) {
		t.Errorf("%d endpoints of the simulator were asked, the description has %d", got, len(operations))
	}
	t.Logf("%d operations, %d schema nodes: %s", len(operations), nodes, line)
}

// size is which operations the description has, and how many schemas with the schemas within them, each once.
func size(t *testing.T) (operations []string, nodes int) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromFile("testdata/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			operations = append(operations, fmt.Sprint(method, " ", path))
		}
	}
	var count func(*openapi3.SchemaRef)
	count = func(s *openapi3.SchemaRef) {
		if s == nil || s.Ref != "" {
			return
		}
		nodes++
		count(s.Value.Items)
		for _, member := range s.Value.Properties {
			count(member)
		}
	}
	for _, s := range doc.Components.Schemas {
		count(s)
	}
	for _, p := range doc.Components.Parameters {
		count(p.Value.Schema)
	}
	return operations, nodes
}

// TestSecondLinks: an execution alone may name an issue twice.
func TestSecondLinks(t *testing.T) {
	r := newRig(t, zephyrcloud.Options{})
	for thing, again := range map[string]int{"testcases/SHOP-T1": 400, "testcycles/SHOP-R1": 400, "testplans/SHOP-P1": 422, "testexecutions/SHOP-E2": 201} {
		r.ask("POST", "/v2/"+thing+"/links/issues", `{"issueId":10012}`, 201)
		r.ask("POST", "/v2/"+thing+"/links/issues", `{"issueId":10012}`, again)
	}
}

// TestLoginIsRefusedInTwoShapes: what the gateway guards says error, the rest an errorCode and a message.
func TestLoginIsRefusedInTwoShapes(t *testing.T) {
	r := newRig(t, zephyrcloud.Options{})
	for path, shape := range map[string]string{"testcases": `{"error":`, "testexecutions/SHOP-E1": `{"error":`, "testplans/SHOP-P1": `{"error":`,
		"projects": `{"errorCode":401,"message":`, "statuses": `{"errorCode":401,"message":`, "issuelinks/SHOP-1/testcases": `{"errorCode":401,"message":`} {
		for _, r.token = range []string{"", "wrong"} {
			if body, _ := r.ask("GET", "/v2/"+path, "", 401); !strings.HasPrefix(body, shape) {
				t.Errorf("%s refuses a login by %s", path, body)
			}
		}
	}
}
