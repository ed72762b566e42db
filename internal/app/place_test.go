package app

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"syncd/internal/config"
	"syncd/internal/jira"
	"syncd/internal/store"
)

// at is a world that writes to a Jira as an owner.
func at(url, owner, host string) *world {
	cfg := &config.Config{}
	cfg.Jira.URL, cfg.Jira.Owner, cfg.Store.Host = url, owner, host
	return &world{cfg: cfg}
}

// homeless is a house with an empty store and nothing else.
func homeless(t *testing.T, w *world) *House {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "syncd.db"), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	h := &House{store: st, marks: map[string]bool{}, collect: &collector{}, opt: Options{}.filled()}
	h.use(w)
	return h
}

func TestAReloadWithAnotherOwnerLooksForMarksAgain(t *testing.T) {
	h := homeless(t, at("https://jira.example.com", "acme", "a"))
	for _, tc := range []struct {
		next   *world
		looked bool
	}{
		{at("https://jira.example.com", "acme", "a"), true},
		{at("https://jira.example.com", "acme-2", "a"), false},
		{at("https://other.example.com", "acme-2", "a"), false},
	} {
		h.looked("shop", true)
		h.use(tc.next)
		if got := h.looked("shop", false); got != tc.looked {
			t.Errorf("after a reload to %s as %s, looked is %v", tc.next.cfg.Jira.URL, tc.next.cfg.Jira.Owner, got)
		}
	}
}

func TestAStoreIsClaimedByTheFirstCycleThatMayWrite(t *testing.T) {
	ctx, w := t.Context(), at("https://jira.example.com", "acme", "a")
	h := homeless(t, w)
	if why, err := h.moved(ctx, w, false); why != "" || err != nil {
		t.Fatalf("a dry cycle is held: %q, %v", why, err)
	}
	if _, known, _ := h.store.Home(ctx); known {
		t.Error("a dry cycle claimed the store")
	}
	if _, err := h.Claim(ctx); !errors.Is(err, errHome) {
		t.Errorf("a store that never wrote was claimed: %v", err)
	}
	if why, err := h.moved(ctx, w, true); why != "" || err != nil {
		t.Fatalf("the first cycle is held: %q, %v", why, err)
	}
	if home, known, _ := h.store.Home(ctx); !known || home.Host != "a" || home.All()["jira"].Owner != "acme" {
		t.Errorf("home is %+v", home)
	}
}

// TestClaimOfAnotherJira: the mirror of one Jira must not be taken for the other's.
func TestClaimOfAnotherJira(t *testing.T) {
	ctx, w := t.Context(), at("https://jira.example.com", "acme", "a")
	h := homeless(t, w)
	if _, err := h.moved(ctx, w, true); err != nil {
		t.Fatal(err)
	}
	seen := []jira.Issue{{ID: "1", Key: "SHOP-1"}}
	if err := h.store.PutIssues(ctx, config.OnlySite, seen, h.opt.Now()); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		next *world
		left int
	}{{at("https://jira.example.com", "acme", "b"), 1}, {at("https://other.example.com", "acme", "b"), 0}} {
		h.use(tc.next)
		if why, err := h.moved(ctx, tc.next, true); !strings.Contains(why, "syncd store claim") || err != nil {
			t.Fatalf("a moved store is not held: %q, %v", why, err)
		}
		if _, err := h.Claim(ctx); err != nil {
			t.Fatal(err)
		}
		if why, _ := h.moved(ctx, tc.next, true); why != "" {
			t.Errorf("a claimed store is held: %s", why)
		}
		if left, err := h.store.Mirror(ctx, config.OnlySite); len(left) != tc.left || err != nil {
			t.Errorf("%d issues are left in the mirror, want %d; %v", len(left), tc.left, err)
		}
	}
}

func TestMachine(t *testing.T) {
	if id, name := machine("web-3", []string{"container=podman"}); id != "web-3" || name != "web-3" {
		t.Errorf("a configured machine is %q, %q", id, name)
	}
	for _, v := range []string{"container=podman", "KUBERNETES_SERVICE_HOST=10.0.0.1"} {
		if id, name := machine("", []string{v}); id != "" || name != "a container" {
			t.Errorf("with %s the machine is %q, %q", v, id, name)
		}
	}
}
