package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"syncd/internal/app"
	"syncd/internal/config"
)

// checkOnline asks Jira whether it will let the syncs of a sound configuration work, and
// test tools what they show, and prints what was found. Errors among it are the command's.
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
	if text := report.Broken(); text != "" {
		return errors.New(text)
	}
	return nil
}
