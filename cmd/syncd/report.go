package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"syncd/internal/app"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/web"
)

// reportCommand writes how a release, sprint or filter stands into one file.
func reportCommand() *cobra.Command {
	var release, sprint, filter, output, file string
	var ask record.ScopeAsk
	var code bool
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write how a release, sprint or filter stands into one file",
		Long: `Write how a release, a sprint or a saved filter stands: the answer and why, the evidence
that it rests on and as of when, the risks with those that people accept, stories, tests
and open defects, and all stories. The file holds everything: no styles, scripts or
pictures are loaded from elsewhere. Issues with a security level appear by key only.

It tells what the last cycle found. If the daemon runs it is asked, else the store is
read. What is no longer tracked is told as it was frozen when it was over; --frozen asks
for that where it still is. Of several syncs that judge it the worst judgement is told.

Exit codes: 0 the report is written · 1 it could not be.
With --exit-code: 0 ready · 3 at risk · 4 not ready · 5 evidence incomplete: a source is
dark or was read in part only, or nobody has judged for long, so that no answer is certain ·
1 no report could be written`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("-o", output, "html", "markdown", "json"); err != nil {
				return err
			}
			var err error
			if ask.Kind, ask.Name, err = oneScope(release, sprint, filter); err != nil {
				return err
			}
			if ask.Project != "" && ask.Kind != readiness.Release {
				return errors.New("--project goes with --release only: sprints and filters have none")
			}
			r, err := report(cmd, ask)
			if err != nil {
				return err
			}
			if err := writeReport(cmd, file, output, r); err != nil {
				return err
			}
			if n := r.ReportCode(); code && n != 0 {
				return exit{code: n}
			}
			return nil
		},
	}
	configFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&release, "release", "", "name of the release, as in Jira")
	flags.StringVar(&ask.Project, "project", "", "key of its project, where several have a release of that name")
	flags.StringVar(&sprint, "sprint", "", "id or name of the sprint")
	flags.StringVar(&filter, "filter", "", "name of the filter, as in track.filters")
	flags.StringVarP(&ask.Sync, "sync", "s", "", "as this sync judges it (default: the worst judgement)")
	flags.BoolVar(&ask.Frozen, "frozen", false, "as it stood when it was released or closed")
	flags.StringVarP(&output, "output", "o", "html", "html, markdown or json")
	flags.StringVar(&file, "out", "", "write to this file instead of standard output")
	flags.BoolVar(&code, "exit-code", false, "end with a code that tells the answer")
	return cmd
}

// oneScope is what is asked for, which must be one thing.
func oneScope(release, sprint, filter string) (readiness.Kind, string, error) {
	var kind readiness.Kind
	name, n := "", 0
	for _, s := range []struct {
		kind readiness.Kind
		name string
	}{{readiness.Release, release}, {readiness.Sprint, sprint}, {readiness.Filter, filter}} {
		if s.name != "" {
			kind, name = s.kind, s.name
			n++
		}
	}
	if n != 1 {
		return "", "", errors.New("say of what: give one of --release NAME, --sprint ID and --filter NAME")
	}
	return kind, name, nil
}

// report asks the daemon on the configured store, or reads the store.
func report(cmd *cobra.Command, ask record.ScopeAsk) (record.Report, error) {
	cfg, err := loadConfig(cmd)
	if err != nil {
		return record.Report{}, err
	}
	if _, known := cfg.Sync(ask.Sync); ask.Sync != "" && !known {
		return record.Report{}, fmt.Errorf("there is no sync %q in the configuration", ask.Sync)
	}
	remote, err := app.Dial(cmd.Context(), cfg.Control.Socket)
	if err != nil {
		return record.Report{}, err
	}
	if remote != nil {
		defer remote.Close()
		if remote.Status().Store == cfg.Store.Path {
			return remote.Report(cmd.Context(), ask)
		}
	}
	st, err := app.OpenReader(cmd.Context(), cfg, os.Environ())
	if err != nil {
		return record.Report{}, err
	}
	defer st.Close()
	return app.Report(cmd.Context(), cfg, st, ask, version, time.Now())
}

// writeReport writes a report to a file, whole or not at all, or to standard output.
func writeReport(cmd *cobra.Command, file, output string, r record.Report) error {
	if file == "" {
		return printReport(cmd.OutOrStdout(), output, r)
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".report-*")
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	defer os.Remove(f.Name()) // of what was not finished
	err = errors.Join(printReport(f, output, r), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return fmt.Errorf("write report to %s: %w", file, err)
	}
	return nil
}

// printReport writes a report in the form asked for.
func printReport(w io.Writer, output string, r record.Report) error {
	switch output {
	case "markdown":
		return record.WriteReportMarkdown(w, r)
	case "json":
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	return web.WriteReport(w, r)
}
