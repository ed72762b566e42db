package demo_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"syncd/internal/demo"
)

// TestGrafana: what a Prometheus and a Grafana beside the demo need lies in the folder, with
// the addresses of this demo.
func TestGrafana(t *testing.T) {
	dir, listen := t.TempDir(), free(t)
	d, err := demo.New(t.Context(), demo.Options{Dir: t.TempDir(), Listen: listen, Version: "test", Out: io.Discard, Log: zap.NewNop(), Grafana: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- d.Serve(ctx) }()
	last := filepath.Join(dir, "prometheus.yml")
	(&prometheus{T: t}).until(20*time.Second, func() bool { _, err := os.Stat(last); return err == nil })
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	for name, want := range map[string]string{
		"prometheus.yml":                      `targets: ["` + listen + `"]`,
		"boards/syncd-release-sprint.json":    `"query": "http://` + listen + `"`,
		"rules/alerts.yaml":                   "alert: SyncdDown",
		"provisioning/dashboards/syncd.yaml":  filepath.Join(dir, "boards"),
		"provisioning/datasources/syncd.yaml": `url: "http://127.0.0.1:9090"`,
		"boards/syncd-operations.json":        `"uid": "syncd-operations"`,
		"boards/syncd-defects-failures.json":  `"query": "http://127.0.0.1:`,
		"boards/syncd-quality-overview.json":  listen,
	} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s does not say %s (%v)", name, want, err)
		}
	}
}
