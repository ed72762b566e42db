package push_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"syncd/internal/model"
	"syncd/internal/push"
	"syncd/internal/source"
)

func TestParamsThereAndBack(t *testing.T) {
	p := push.Params{Run: "812", PullRequest: "7", Context: model.Context{Branch: "feature/a&b", Build: "812", Version: "1.4",
		Environment: "staging", Commit: "0a1b2c3", URL: "https://ci.example/812?x=1"}}
	got, err := push.Parse(p.Query(), http.Header{})
	if err != nil || got != p {
		t.Errorf("%+v comes back as %+v, %v", p, got, err)
	}
	header := http.Header{}
	for name, values := range p.Query() {
		header.Set(push.HeaderPrefix+strings.ReplaceAll(name, "_", "-"), values[0])
	}
	if got, err = push.Parse(url.Values{"branch": {""}}, header); err != nil || got.Branch != "pull/7" || got.Build != "812" {
		t.Errorf("of headers comes %+v, %v: an empty parameter wins over its header", got, err)
	}
}

func TestTell(t *testing.T) {
	for name, c := range map[string]struct {
		files []source.Received
		want  source.Status
		run   model.RunID
		cases int
	}{
		"nothing":       {nil, source.StatusBad, "", 0},
		"passed over":   {[]source.Received{{Status: source.StatusUnknown}}, source.StatusBad, "", 0},
		"known and bad": {[]source.Received{{Status: source.StatusBad, Cases: 5}, {Status: source.StatusKnown, Run: "b", Cases: 1}}, source.StatusKnown, "b", 1},
		"new and known": {[]source.Received{{Status: source.StatusKnown, Run: "a", Cases: 1}, {Status: source.StatusNew, Run: "b", Cases: 2}}, source.StatusNew, "a", 3},
	} {
		if a := push.Tell(source.Receipt{Files: c.files}); a.Status != c.want || a.Run != c.run || a.Cases != c.cases || a.Files == nil {
			t.Errorf("%s: %+v", name, a)
		}
	}
}
