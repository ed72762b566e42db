package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// notifyCommand is what there is to do about notifiers by hand.
func notifyCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "notify", Short: "Try whether people can be told"}
	cmd.AddCommand(notifyTestCommand())
	return cmd
}

// notifyTestCommand sends a test message.
func notifyTestCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "test NAME",
		Short: "Send a test message to a notifier",
		Long: `Send one test message to a notifier of the configuration, at once and past its
limit of an hour. If a daemon runs, it sends it, with its credentials.

Exit codes: 0 it has arrived · 1 it has not; the error says why`,
		Args: counted(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := open(cmd)
			if err != nil {
				return err
			}
			defer r.Close()
			if err := r.TestNotifier(cmd.Context(), args[0]); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "notifier %s has taken a test message: see whether it is there\n", args[0])
			return err
		},
	}
	configFlags(cmd)
	return cmd
}
