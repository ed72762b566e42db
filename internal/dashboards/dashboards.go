// Package dashboards is the boards, rules and alerts that show what metrics export, for
// Grafana and Prometheus, as files.
//
// They are built here, from the constants of metrics, and written to `dashboards/` by
// `make generate`: so none can ask for a series or a label that does not exist. It is all
// plain data, in the program itself; it must not ask anything of Prometheus or Grafana, and
// it knows no house.
package dashboards

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Options says where things are that boards link to.
type Options struct {
	BoardURL string // of syncd's own pages
	JiraURL  string // where people find Jira
	// Prometheus is where Grafana finds it, Folder where it finds the boards: both enter the
	// provisioning files only.
	Prometheus, Folder string
}

// Defaults are what the committed files say: names that everybody has to replace.
func Defaults() Options {
	return Options{BoardURL: "https://quality.acme.example", JiraURL: "https://acme.atlassian.net",
		Prometheus: "http://127.0.0.1:9090", Folder: "/etc/grafana/dashboards/syncd"}
}

// File is one file, with its path below the folder of all.
type File struct {
	Path string
	Data []byte
}

// Boards lists the boards, in the order in which they are to be read.
func Boards(o Options) []Board {
	return []Board{overview(o), scopes(o), defects(o), operations(o)}
}

// Files lists every file.
func Files(o Options) ([]File, error) {
	var out []File
	for _, b := range Boards(o) {
		var text bytes.Buffer
		enc := json.NewEncoder(&text)
		enc.SetEscapeHTML(false) // queries compare: people read them
		enc.SetIndent("", "  ")
		if err := enc.Encode(b); err != nil {
			return nil, fmt.Errorf("write board %s: %w", b.Title, err)
		}
		out = append(out, File{b.UID + ".json", text.Bytes()})
	}
	return append(out,
		File{"rules/recording.yaml", rulesYAML("syncd-recording", Recordings())},
		File{"rules/alerts.yaml", rulesYAML("syncd-alerts", Alerts())},
		File{"provisioning/datasources/syncd.yaml", []byte(o.datasource())},
		File{"provisioning/dashboards/syncd.yaml", []byte(o.provider())},
	), nil
}

// Write writes files below a folder. Those of an earlier version are replaced.
func Write(folder string, files []File) error {
	for _, f := range files {
		name := filepath.Join(folder, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("make a folder for boards: %w", err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			return fmt.Errorf("write a board: %w", err)
		}
	}
	return nil
}
