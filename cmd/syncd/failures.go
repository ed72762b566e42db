package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/spf13/cobra"

	"syncd/internal/app"
	"syncd/internal/record"
	"syncd/internal/schedule"
)

// failuresCommand prints the morning list.
func failuresCommand() *cobra.Command {
	var f record.FailureFilter
	var since, output string
	var loose bool
	cmd := &cobra.Command{
		Use:   "failures",
		Short: "List every failing case, in exactly one state, with who has it",
		Long: `List every failing case, in exactly one state: defect KEY, known KEY, waiting, held
(with the reason), already red, muted or new; then where it runs, which stories it checks,
since when and how often in a row it fails, and why it stands as it does.

It tells what the last cycle of each sync found; syncd plan makes a new one. If the
daemon runs it is asked, else the store is read. -o csv is for spreadsheets: texts that
one would take for a formula begin with an apostrophe.

Exit codes: 0 the list is printed, whatever is on it · 1 it could not be read`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("-o", output, "text", "json", "csv"); err != nil {
				return err
			}
			if loose && f.Story != "" {
				return errors.New("--story and --no-story exclude each other: give one of them")
			}
			if loose {
				f.Story = record.NoStory
			}
			if err := f.Check(); err != nil {
				return fmt.Errorf("--state: %w", err)
			}
			if since != "" {
				span, err := schedule.ParseSpan(since)
				if err != nil {
					return fmt.Errorf("--since: %w", err)
				}
				f.Since = time.Now().Add(-span)
			}
			list, err := failures(cmd, f, since)
			if err != nil {
				return err
			}
			return printFailures(cmd, output, list)
		},
	}
	configFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.State, "state", "", "only cases in this state: defect, known, waiting, held, already red, muted or new")
	flags.StringVar(&f.Component, "component", "", "only cases of this component")
	flags.StringVar(&f.Owner, "owner", "", "only cases of this owner")
	flags.StringVar(&f.Story, "story", "", "only cases that check this story, by key")
	flags.BoolVar(&loose, "no-story", false, "only cases that check no story")
	flags.StringVar(&since, "since", "", "only cases that began to fail within this span, as in 24h or 7d")
	flags.StringVarP(&f.Sync, "sync", "s", "", "only cases of this sync")
	flags.StringVarP(&output, "output", "o", "text", "text, json or csv")
	return cmd
}

// failures asks the daemon on the configured store, or reads the store.
func failures(cmd *cobra.Command, f record.FailureFilter, since string) (app.FailureList, error) {
	cfg, err := loadConfig(cmd)
	if err != nil {
		return app.FailureList{}, err
	}
	if f.Sync != "" {
		if _, known := cfg.Sync(f.Sync); !known {
			return app.FailureList{}, fmt.Errorf("there is no sync %q in the configuration", f.Sync)
		}
	}
	remote, err := app.Dial(cmd.Context(), cfg.Control.Socket)
	if err != nil {
		return app.FailureList{}, err
	}
	if remote != nil {
		defer remote.Close()
		if remote.Status().Store == cfg.Store.Path {
			return remote.Failures(cmd.Context(), url.Values{"state": {f.State}, "component": {f.Component}, "owner": {f.Owner},
				"story": {f.Story}, "sync": {f.Sync}, "since": {since}})
		}
	}
	st, err := app.OpenReader(cmd.Context(), cfg, os.Environ())
	if err != nil {
		return app.FailureList{}, err
	}
	defer st.Close()
	return app.Failures(cmd.Context(), cfg, st, f)
}

// printFailures prints the list in the form asked for.
func printFailures(cmd *cobra.Command, output string, l app.FailureList) error {
	out := cmd.OutOrStdout()
	switch output {
	case "csv":
		return record.WriteFailuresCSV(out, l.Failures)
	case "json":
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(l)
	}
	if l.AsOf.IsZero() {
		fmt.Fprintln(cmd.ErrOrStderr(), "syncd: no cycle has judged anything yet; `syncd plan` makes one that writes nothing")
	} else if _, err := fmt.Fprintf(out, "as of %s\n", l.AsOf.UTC().Format("2006-01-02 15:04 UTC")); err != nil {
		return err
	}
	return record.WriteFailures(out, l.Failures, time.Now())
}
