package demo

import (
	"fmt"
	"path/filepath"

	"syncd/internal/dashboards"
)

// prometheusAt is where the Prometheus beside a demo is told to listen.
const prometheusAt = "127.0.0.1:9090"

// grafana writes what a Prometheus and a Grafana beside the demo need, and says how they
// are started.
func (d *Demo) grafana() error {
	if d.Grafana == "" {
		return nil
	}
	dir, err := filepath.Abs(d.Grafana)
	if err != nil {
		return fmt.Errorf("write boards: %w", err)
	}
	files, err := dashboards.Files(dashboards.Options{BoardURL: "http://" + d.Listen, JiraURL: d.jiraURL,
		Prometheus: "http://" + prometheusAt, Folder: filepath.Join(dir, "boards")})
	if err != nil {
		return err
	}
	for i, f := range files {
		if filepath.Ext(f.Path) == ".json" { // Grafana reads all of a folder, and Prometheus keeps JSON of its own here
			files[i].Path = "boards/" + f.Path
		}
	}
	files = append(files, dashboards.File{Path: "prometheus.yml", Data: []byte(dashboards.Scrape(d.Listen, "5s"))})
	if err := dashboards.Write(dir, files); err != nil {
		return err
	}
	d.say(`Boards, rules and how to provision them lie in %[1]s. Beside the demo:

  prometheus --config.file=%[1]s/prometheus.yml --storage.tsdb.path=%[1]s/data --web.listen-address=%[2]s
  GF_PATHS_PROVISIONING=%[1]s/provisioning grafana server --homepath /usr/share/grafana
`, dir, prometheusAt)
	return nil
}
