package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	simqase "syncd/internal/sim/qase"
)

// simulateQaseCommand serves a simulated Qase.
func simulateQaseCommand() *cobra.Command {
	var listen, limits, plan string
	var page int
	var drift, newest bool
	cmd := &cobra.Command{
		Use:   "qase",
		Short: "Serve a simulated Qase",
		Long: `Serve a simulated Qase with real state behind API v1: project SHOP with cases that name
the stories of the simulated Jira, a completed run and one at work. The token is
demo-token. It forgets everything when it ends.

For tests there is a control plane without a password below /_sim/: GET state, audit and
requests; POST deed, faults and clock. Keep it on loopback.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			err := errors.Join(oneOf("--limits", limits, "real", "off"), oneOf("--plan", plan, "free", "startup", "business", "enterprise"))
			if err != nil {
				return err
			}
			server, err := simqase.New(simqase.Options{Limits: limits == "real", Plan: simqase.Plan(plan), Page: page, Drift: drift, NewestFirst: newest})
			if err != nil {
				return err
			}
			return serve(cmd.Context(), listen, server, func(addr string) {
				fmt.Fprintf(cmd.OutOrStdout(), "simulated Qase on http://%s/v1 · token demo-token\n", addr)
			})
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8082", "address to listen on; port 0 picks a free one")
	cmd.Flags().StringVar(&limits, "limits", "off", "rate limits: real or off")
	cmd.Flags().StringVar(&plan, "plan", "business", "subscription: free, startup, business or enterprise; free has no external issues, both first no queries")
	cmd.Flags().IntVar(&page, "page", 0, "the most that a list hands out at once; 0 is what was asked for")
	cmd.Flags().BoolVar(&newest, "newest-first", false, "lists begin with the newest")
	cmd.Flags().BoolVar(&drift, "drift", false, "answer as a later version might: unknown members, numbers as strings, null for empty lists")
	return cmd
}
