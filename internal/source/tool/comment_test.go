package tool_test

import (
	"testing"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

func TestPlainText(t *testing.T) {
	for in, want := range map[string]string{
		"The number stays at 0.<br>Seen twice.": "The number stays at 0.\nSeen twice.",
		"<p>One&nbsp;two</p><p>three</p>":       "One\u00a0two\nthree",
		"a < b &amp;&amp; c > d":                "a < b && c > d",
		"<b>bold</b> &lt;script&gt;":            "bold <script>",
		"":                                      "",
		"<br/>\n <ul><li>x</li></ul>":           "x",
	} {
		if got := tool.PlainText(in); got != want {
			t.Errorf("PlainText(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestComment(t *testing.T) {
	r := model.Result{Outcome: model.Failed}
	tool.Comment(&r, " It fails. \nSeen twice.")
	if r.Failure.Message != "It fails." || r.Failure.Detail != "It fails. \nSeen twice." || r.Signature != r.Failure.Sign() || r.Reason != "" {
		t.Errorf("a failure says %+v %+v", r, r.Failure)
	}
	r = model.Result{Outcome: model.Blocked}
	if tool.Comment(&r, "No server.\nAgain."); r.Reason != "No server." || r.Failure != nil {
		t.Errorf("what is blocked says %+v", r)
	}
	r = model.Result{Outcome: model.Passed}
	if tool.Comment(&r, "Fine."); r.Reason != "" || r.Failure != nil {
		t.Errorf("a pass says %+v", r)
	}
}
