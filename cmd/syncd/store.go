package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// storeCommand holds what is done to the store itself.
func storeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "store",
		Short: "Look after the store",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(storeClaimCommand())
	return cmd
}

// storeClaimCommand lets a store that was moved be written again.
func storeClaimCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "claim",
		Short: "Let a store that was moved or copied write from here",
		Long: `Let a store that was moved or copied write from here. The store remembers the
machine, the file, the Jira and the owner that it was last written with. Anywhere
else, syncd plans and holds every change (moved-store) until the store is claimed:
the original may still be at work, and two that write for one owner make twins.

Stop the original first. If jira.url leads to another Jira, and not to the same one
under a new address, begin with a new store instead: this one's memory is about the
issues of the old one.

Before anything is created, the next cycle looks for everything in Jira that is ours.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := open(cmd)
			if err != nil {
				return err
			}
			defer r.Close()
			was, err := r.Claim(cmd.Context())
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "claimed: it last wrote from %s, %s, %s, at %s\n",
				was.Name, was.Path, was.Written(), was.At.UTC().Format("2006-01-02 15:04 MST"))
			return err
		},
	}
	configFlags(cmd)
	return cmd
}
