package demo

import (
	"encoding/xml"
	"fmt"
	"time"
)

// The outcomes of a test in one run of the story.
const (
	pass  = 'p'
	fail  = 'f'
	flake = 'r' // failed, passed when it was run again
	skip  = 's'
)

// sample is one test of a suite.
type sample struct {
	class, name, story string
	runs               string
	message, detail    string
}

// steady is the suite of the second team: its tests pass, as long as anything is heard of
// them.
var steady = []sample{
	{"pay.Payouts", "payouts are listed", "PAY-1", "p", "", ""},
	{"pay.Refunds", "a refund reaches the customer", "PAY-2", "p", "", ""},
	{"pay.Refunds", "a refund is booked once", "PAY-2", "p", "", ""},
	{"pay.Login", "a merchant can log in", "PAY-3", "p", "", ""},
}

// script is the story: one row per test, one letter per run. It repeats from its last
// third, so that a demo left alone goes on.
var script = []sample{
	{"shop.Checkout", "guest can pay by card", "SHOP-2", "pppfffffpppp", "expected status 200 but was 502",
		"at shop.Checkout.pay(Checkout.java:88)\nat shop.CheckoutTest.guestCanPayByCard(CheckoutTest.java:31)"},
	{"shop.Checkout", "customer can pay by invoice", "SHOP-2", "pppppppppppp", "", ""},
	{"shop.Cart", "voucher lowers the total[EUR]", "SHOP-7", "pppppppppppp", "", ""},
	{"shop.Cart", "voucher lowers the total[GBP]", "SHOP-7", "pfffffffffff", "expected 12.50 but was 15.00",
		"at shop.Voucher.apply(Voucher.java:40)\nat shop.CartTest.voucherLowersTheTotal(CartTest.java:57)"},
	{"shop.Cart", "prices are summed up", "SHOP-1", "pppppppppppp", "", ""},
	{"shop.Search", "finds articles by name", "SHOP-4", "pprprppprppp", "timed out after 5000 ms",
		"at shop.Search.query(Search.java:19)"},
	{"shop.Login", "password can be reset", "SHOP-9", "ppppfppppfpp", "no mail within 30 s",
		"at shop.Mail.await(Mail.java:12)"},
	{"shop.Orders", "refund is booked", "", "ppppppffffff", "no such account: 4711",
		"at shop.Refund.book(Refund.java:77)\nat shop.OrdersTest.refundIsBooked(OrdersTest.java:20)"},
	{"shop.Orders", "order history is complete", "SHOP-8", "ppspppppspppp", "", ""},
}

// Run is one CI run of the story.
type Run struct {
	Build  int
	Branch string
	At     time.Time
	Failed int
	n      int
}

// firstBuild numbers the builds as a CI that has been at it for a while.
const firstBuild = 812

// story is the n-th run: the first ones lie in the past, a quarter of an hour apart, so
// that pages have something to show at once. Every fifth run is a feature branch on
// which everything fails: it must not file anything.
func story(n int, begun time.Time) Run {
	r := Run{Build: firstBuild + n, Branch: "main", n: n, At: begun.Add(time.Duration(n-24) * 15 * time.Minute)}
	if now := time.Now(); r.At.After(now) {
		r.At = now
	}
	if n%5 == 4 {
		r.Branch = "feature/new-checkout"
	}
	for _, t := range script {
		if r.outcome(t) == fail {
			r.Failed++
		}
	}
	return r
}

// outcome is how a test ended in the run.
func (r Run) outcome(t sample) byte {
	if r.Branch != "main" {
		return fail
	}
	runs := t.runs
	turn := r.n - r.n/5 // feature branches take no turn of main's story
	if turn >= len(runs) {
		third := len(runs) - max(1, len(runs)/3)
		turn = third + (turn-third)%max(1, len(runs)/3)
	}
	return runs[turn]
}

// The run as Surefire would write it.
type (
	suiteXML struct {
		XMLName    xml.Name      `xml:"testsuite"`
		Name       string        `xml:"name,attr"`
		Timestamp  string        `xml:"timestamp,attr"`
		Properties []propertyXML `xml:"properties>property"`
		Cases      []caseXML     `xml:"testcase"`
	}
	propertyXML struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	caseXML struct {
		Class      string         `xml:"classname,attr"`
		Name       string         `xml:"name,attr"`
		Time       string         `xml:"time,attr"`
		Properties *propertiesXML `xml:"properties"`
		Failure    *failureXML    `xml:"failure"`
		Flaky      *flakyXML      `xml:"flakyFailure"`
		Skipped    *struct{}      `xml:"skipped"`
	}
	propertiesXML struct {
		Property []propertyXML `xml:"property"`
	}
	failureXML struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Detail  string `xml:",chardata"`
	}
	flakyXML struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Trace   string `xml:"stackTrace"`
	}
)

// junit writes the run of a suite as a result file.
func (r Run) junit(name string, tests []sample) ([]byte, error) {
	s := suiteXML{Name: name, Timestamp: r.At.UTC().Format(time.RFC3339), Properties: []propertyXML{
		{"branch", r.Branch}, {"build", fmt.Sprint(r.Build)}, {"environment", "staging"},
		{"commit", fmt.Sprintf("%07x", 0xacce55+r.Build*7919)},
		{"build_url", fmt.Sprintf("https://ci.example.com/job/shop/%d/", r.Build)}}}
	for _, t := range tests {
		s.Cases = append(s.Cases, r.testcase(t))
	}
	data, err := xml.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write sample results: %w", err)
	}
	return append([]byte(xml.Header), data...), nil
}

// testcase writes one test of the run.
func (r Run) testcase(t sample) caseXML {
	c := caseXML{Class: t.class, Name: t.name, Time: "1.25"}
	if t.story != "" {
		c.Properties = &propertiesXML{[]propertyXML{{"requirements", t.story}}}
	}
	msg, detail := t.message, t.detail
	if msg == "" {
		msg = "the new checkout does not start"
	}
	switch r.outcome(t) {
	case fail:
		c.Failure = &failureXML{Message: msg, Type: "java.lang.AssertionError", Detail: detail}
	case flake:
		c.Flaky = &flakyXML{Message: msg, Type: "java.lang.AssertionError", Trace: detail}
	case skip:
		c.Skipped = &struct{}{}
	}
	return c
}
