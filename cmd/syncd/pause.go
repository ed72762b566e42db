package main

import (
	"context"
	"fmt"
	"os"
	"os/user"
	"time"

	"github.com/spf13/cobra"

	"syncd/internal/record"
	"syncd/internal/schedule"
)

// brakeHolder is who can pull the brake: the daemon, or a house of our own.
type brakeHolder interface {
	SetPause(ctx context.Context, p record.Pause) error
	Resume(ctx context.Context, sync string) error
}

// pauseCommand pulls the brake.
func pauseCommand() *cobra.Command {
	var span, reason string
	cmd := &cobra.Command{
		Use:   "pause [SYNC]",
		Short: "Stop all writing, at once",
		Long: `Stop all writing to Jira and to test tools, of one sync or of all. It is obeyed
before the next write, also in the middle of a cycle. Results are still read and
judged; what would have been written is held and shown.`,
		Args: counted(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			p := record.Pause{Sync: first(args), Reason: reason, Who: whoami(), At: time.Now().UTC()}
			if span != "" {
				d, err := schedule.ParseSpan(span)
				if err != nil {
					return fmt.Errorf("--for: %w", err)
				}
				p.Until = p.At.Add(d)
			}
			return withBrake(cmd, func(b brakeHolder) error {
				if err := b.SetPause(cmd.Context(), p); err != nil {
					return err
				}
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "writing is paused%s%s: %s\n", of(p.Sync), until(p.Until), p.Reason)
				return err
			})
		},
	}
	configFlags(cmd)
	cmd.Flags().StringVar(&span, "for", "", "how long, as in 2h or 3d (default: until resumed)")
	cmd.Flags().StringVar(&reason, "reason", "", "why; shown to everybody who wonders (required)")
	return cmd
}

// resumeCommand lets go of the brake.
func resumeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "resume [SYNC]",
		Short: "Allow writing again",
		Args:  counted(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withBrake(cmd, func(b brakeHolder) error {
				if err := b.Resume(cmd.Context(), first(args)); err != nil {
					return err
				}
				what := of(first(args))
				if len(args) == 0 {
					what += " but those that are paused by name"
				}
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "writing is allowed again%s\n", what)
				return err
			})
		},
	}
	configFlags(cmd)
	return cmd
}

// withBrake opens whoever holds the brake.
func withBrake(cmd *cobra.Command, do func(brakeHolder) error) error {
	r, err := open(cmd)
	if err != nil {
		return err
	}
	defer r.Close()
	return do(r)
}

// whoami names the person at the keyboard, behind sudo if need be.
func whoami() string {
	if name := os.Getenv("SUDO_USER"); name != "" {
		return name
	}
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}

// first is the first argument, "" if there is none.
func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

// of names a sync in a sentence; "" stands for all.
func of(sync string) string {
	if sync == "" {
		return " for all syncs"
	}
	return " for sync " + sync
}

// until says when something ends, if it does by itself.
func until(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " until " + t.Format("2006-01-02 15:04 MST")
}
