package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"syncd/internal/app"
	"syncd/internal/record"
	"syncd/internal/schedule"
	"syncd/internal/store"
)

// historyCommand tells what was written, and why.
func historyCommand() *cobra.Command {
	var issue, since, output string
	var limit int
	cmd := &cobra.Command{
		Use:   "history",
		Short: "Tell what was written to Jira and to test tools, when and why",
		Long: `Tell what was written to Jira and to test tools, newest first: when, by which cycle, what, for which
reason, how it ended, and what stood there before and after. It reads the store directly and may run beside the daemon.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("-o", output, "text", "json"); err != nil {
				return err
			}
			filter := store.WriteFilter{Issue: issue, Limit: limit}
			if since != "" {
				d, err := schedule.ParseSpan(since)
				if err != nil {
					return fmt.Errorf("--since: %w", err)
				}
				filter.Since = time.Now().Add(-d)
			}
			cfg, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			st, err := app.OpenReader(cmd.Context(), cfg, os.Environ())
			if err != nil {
				return err
			}
			defer st.Close()
			writes, err := st.Writes(cmd.Context(), filter)
			if err != nil {
				return err
			}
			return printHistory(cmd, output, writes)
		},
	}
	configFlags(cmd)
	cmd.Flags().StringVar(&issue, "issue", "", "only writes to this issue, by key")
	cmd.Flags().StringVar(&since, "since", "", "only writes of this span, as in 24h or 7d")
	cmd.Flags().IntVar(&limit, "limit", 100, "how many writes at most")
	cmd.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	return cmd
}

// printHistory prints writes in the form asked for.
func printHistory(cmd *cobra.Command, output string, writes []record.Write) error {
	out := cmd.OutOrStdout()
	if output == "json" {
		for i := range writes {
			writes[i] = writes[i].Told()
		}
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(map[string]any{"writes": writes})
	}
	return record.WriteHistory(out, writes)
}
