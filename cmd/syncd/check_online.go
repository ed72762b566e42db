package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"syncd/internal/app"
	"syncd/internal/config"
	"syncd/internal/preflight"
)

// checkOnline asks Jira whether it will let the syncs of a sound configuration work, and
// prints what was found. Errors among it are the command's.
func checkOnline(cmd *cobra.Command, cfg *config.Config) error {
	report, err := app.Preflight(cmd.Context(), app.Options{Config: cfg, Environ: os.Environ(), Version: version})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprint(cmd.OutOrStdout(), report.Text()); err != nil {
		return err
	}
	for _, n := range cfg.Notifiers {
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "notifier %s was not tried: `syncd notify test %s` sends a test message\n", n.Name, n.Name); err != nil {
			return err
		}
	}
	if n := report.Count(preflight.Error); n > 0 {
		return fmt.Errorf("jira would not let every sync work: mend %s", count(n, "error"))
	}
	return nil
}
