package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	simtestrail "syncd/internal/sim/testrail"
)

// simulateTestRailCommand serves a simulated TestRail.
func simulateTestRailCommand() *cobra.Command {
	var listen, edition, seed, limits string
	cmd := &cobra.Command{
		Use:   "testrail",
		Short: "Serve a simulated TestRail",
		Long: `Serve a simulated TestRail with real state: project 1 "Web shop", whose cases refer to the
stories of the simulated Jira, with runs, a plan in two browsers and results; the user
demo@example.com with the API key demo-key. It forgets everything when it ends.

For tests there is a control plane without a password below /_sim/: GET audit, state and
requests; POST deed and clock. Keep it on loopback.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := errors.Join(oneOf("--edition", edition, "cloud", "server"), oneOf("--limits", limits, "real", "off")); err != nil {
				return err
			}
			opt := simtestrail.Options{Limits: limits == "real"}
			if edition == "server" {
				opt.Edition = simtestrail.OnPremises
				if opt.Limits {
					return errors.New("--limits real counts with --edition cloud only: TestRail Server has no rate limit")
				}
			}
			var err error
			if opt.Seed, err = readSeed(seed, simtestrail.LoadSeed); err != nil {
				return err
			}
			server, err := simtestrail.New(opt)
			if err != nil {
				return err
			}
			return serve(cmd.Context(), listen, server, func(addr string) {
				fmt.Fprintf(cmd.OutOrStdout(), "simulated TestRail (%s) on http://%s/ · user demo@example.com, API key demo-key\n", edition, addr)
			})
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8082", "address to listen on; port 0 picks a free one")
	cmd.Flags().StringVar(&edition, "edition", "cloud", "cloud or server")
	cmd.Flags().StringVar(&seed, "seed", "", "JSON file with users, statuses and projects (default: a small web shop)")
	cmd.Flags().StringVar(&limits, "limits", "off", "rate limit: real (180 requests a minute, of all users together) or off")
	return cmd
}
