package app

import (
	"errors"
	"strings"
	"testing"
	"time"

	"syncd/internal/config"
	"syncd/internal/metrics"
	"syncd/internal/secret"
	"syncd/internal/web"
)

// TestInboxEnter: a token opens its source and no other, and only who has one hears
// which sources there are.
func TestInboxEnter(t *testing.T) {
	w := &world{cfg: &config.Config{Sources: []config.Source{{Name: "web"}, {Name: "api"}, {Name: "folder"}}}, boxes: map[string]*pushBox{
		"web": {token: secret.New("of-web")}, "api": {token: secret.New("of-api")}}}
	d := &Daemon{House: &House{opt: Options{Now: time.Now}}, metrics: metrics.New(metrics.Registry(), "test", nil, []string{"web", "api"}, nil)}
	d.world.Store(w)
	for _, c := range []struct {
		source, token string
		trusted       bool
		want          string // "" for open, else part of the error
	}{
		{"web", "of-web", false, ""},
		{"api", "of-api", false, ""},
		{"web", "of-api", false, "this token opens: api"},
		{"folder", "of-api", false, "this token opens: api"},
		{"web", "", false, web.ErrNoToken.Error()},
		{"web", "of-we", false, web.ErrNoToken.Error()},
		{"folder", "x", false, web.ErrNoToken.Error()},
		{"nowhere", "of-web", false, "this token opens: web"},
		{"web", "", true, ""},
		{"folder", "", true, "this token opens: web, api"},
	} {
		box, err := inbox{d}.Enter(c.source, secret.New(c.token), c.trusted)
		if (err == nil) != (c.want == "") || (box == nil) != (err != nil) || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %q: %v", c.source, c.token, err)
		}
	}
	// An empty token in the configuration opens nothing; config refuses it anyway.
	w.boxes = map[string]*pushBox{"web": {token: secret.New("")}}
	if _, err := (inbox{d}).Enter("web", secret.Secret{}, false); !errors.Is(err, web.ErrNoToken) {
		t.Errorf("an empty token: %v", err)
	}
	w.boxes = nil
	if _, err := (inbox{d}).Enter("web", secret.New("of-web"), true); !errors.Is(err, web.ErrNoPush) {
		t.Errorf("without any: %v", err)
	}
}
