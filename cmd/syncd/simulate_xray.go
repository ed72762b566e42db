package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/xray"
	"syncd/internal/sim/xraycloud"
	"syncd/internal/sim/xraydc"
)

// simulateXrayCommand serves a simulated Jira with Xray.
func simulateXrayCommand() *cobra.Command {
	var listen, edition, path, limits string
	cmd := &cobra.Command{
		Use:   "xray",
		Short: "Serve a simulated Jira with Xray",
		Long: `Serve a simulated Jira (see simulate jira) with a simulated Xray: a dozen tests in project
SHOP, four executions, a plan. As Cloud, Xray answers below /api/v2 of the same address,
with client id demo-id and secret demo-secret; as Data Center below /rest/raven, with
Jira's users. It forgets everything when it ends.

For tests there is a control plane without a password below /_sim/xray/: GET state, audit
and requests; POST deed. Jira's own, with faults and clock, holds for both. Keep it on
loopback.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := errors.Join(oneOf("--edition", edition, "cloud", "datacenter"), oneOf("--limits", limits, "real", "off")); err != nil {
				return err
			}
			if edition == "cloud" && path != "" {
				return errors.New("--context-path counts with --edition datacenter only")
			}
			server, err := xrayServer(edition, path, limits == "real")
			if err != nil {
				return err
			}
			return serve(cmd.Context(), listen, server, func(addr string) {
				base := "http://" + addr + strings.TrimRight(path, "/")
				jira, door := "user demo@example.com, token demo-token", "/api/v2 · client id "+xraycloud.ClientID+", secret "+xraycloud.ClientSecret
				if edition == "datacenter" {
					jira, door = "user demo, token demo-token", "/rest/raven · users as Jira has them"
				}
				fmt.Fprintf(cmd.OutOrStdout(), "simulated Jira (%s) on %s/ · %s\nsimulated Xray (%s) on %s%s\n", edition, base, jira, edition, base, door)
			})
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen on; port 0 picks a free one")
	cmd.Flags().StringVar(&edition, "edition", "cloud", "cloud or datacenter")
	cmd.Flags().StringVar(&path, "context-path", "", "with datacenter: where it lives below its host, such as /jira")
	cmd.Flags().StringVar(&limits, "limits", "off", "rate limits of both: real or off")
	return cmd
}

// xrayServer is a Jira with Xray in it or beside it.
func xrayServer(edition, path string, limits bool) (http.Handler, error) {
	seed, err := xray.Seed()
	if err != nil {
		return nil, err
	}
	opt := simjira.Options{Seed: seed, ContextPath: path, Limits: limits}
	if edition == "datacenter" {
		opt.Edition = simjira.DataCenter
	}
	jira, err := simjira.New(opt)
	if err != nil {
		return nil, err
	}
	if edition == "datacenter" {
		return xraydc.New(xraydc.Options{Jira: jira})
	}
	return xraycloud.New(xraycloud.Options{Jira: jira, Limits: limits})
}
