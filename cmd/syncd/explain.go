package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"syncd/internal/app"
	"syncd/internal/record"
)

// explainCommand says why a case is filed or not, and what would change it.
func explainCommand() *cobra.Command {
	var output string
	cmd := &cobra.Command{
		Use:   "explain ISSUE|CASE",
		Short: "Say why a case is filed or not, and what would change it",
		Long: `Say why a case is filed or not, and what would change it: its state with its reason,
how each part of the condition when: reads, which of its results count and which do not
and why, its stories with where each key comes from, its defect, what people said about
it, and what was last written. Of an issue: what it is to syncd, and which cases it
answers and how.

A CASE is an id, a title, or a part of one; where several fit, they are listed. An ISSUE
is a key.

It tells what the last cycle of each sync found and what is stored; Jira is not asked.
If the daemon runs it is asked, else the store is read.

Exit codes: 0 explained · 1 nothing of the kind is known, or several cases may be meant`,
		Args: counted(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("-o", output, "text", "json"); err != nil {
				return err
			}
			why, err := explain(cmd, args[0])
			if err != nil {
				return err
			}
			if err := printWhy(cmd, output, why); err != nil {
				return err
			}
			if n := len(why.Matches); n > 0 {
				return exit{1, fmt.Sprintf("%q may be any of %d cases: give an id", args[0], n)}
			}
			return nil
		},
	}
	configFlags(cmd)
	cmd.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	return cmd
}

// explain asks the daemon on the configured store, or reads the store.
func explain(cmd *cobra.Command, text string) (record.Why, error) {
	cfg, err := loadConfig(cmd)
	if err != nil {
		return record.Why{}, err
	}
	remote, err := app.Dial(cmd.Context(), cfg.Control.Socket)
	if err != nil {
		return record.Why{}, err
	}
	if remote != nil {
		defer remote.Close()
		if remote.Status().Store == cfg.Store.Path {
			return remote.Explain(cmd.Context(), text)
		}
	}
	st, err := app.OpenReader(cmd.Context(), cfg, os.Environ())
	if err != nil {
		return record.Why{}, err
	}
	defer st.Close()
	return app.Explain(cmd.Context(), cfg, st, text, time.Now())
}

// printWhy prints an explanation in the form asked for.
func printWhy(cmd *cobra.Command, output string, why record.Why) error {
	if output == "json" {
		enc := json.NewEncoder(cmd.OutOrStdout())
		enc.SetIndent("", "  ")
		return enc.Encode(why)
	}
	return record.WriteWhy(cmd.OutOrStdout(), why)
}
