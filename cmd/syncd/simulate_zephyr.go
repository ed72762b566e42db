package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/zephyrcloud"
	"syncd/internal/sim/zephyrdc"
)

// simulateZephyrCommand serves a simulated Zephyr Scale.
func simulateZephyrCommand() *cobra.Command {
	var listen, edition, path string
	var page, rate int
	cmd := &cobra.Command{
		Use:   "zephyr",
		Short: "Serve a simulated Zephyr Scale",
		Long: `Serve a simulated Zephyr Scale with real state: project SHOP with ten test cases that cover
stories of the simulated Jira, two test cycles of version 1.4 and their executions. It forgets
everything when it ends. As Cloud it speaks API v2 with the token demo-token; the Jira is another
server, such as syncd simulate jira. As Data Center it is a simulated Jira that answers API 1.0
as well, and whoever logs in there logs in here.

For tests there is a control plane without a password below /_sim/zephyr/: POST deed, clock and
faults; GET state, audit and requests. Keep it on loopback.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := errors.Join(oneOf("--edition", edition, "cloud", "datacenter"), notNegative("--page", page), notNegative("--rate", rate)); err != nil {
				return err
			}
			if path != "" && edition == "cloud" {
				return errors.New("--context-path counts with --edition datacenter only")
			}
			h, where, err := simulatedZephyr(edition, path, page, rate)
			if err != nil {
				return err
			}
			return serve(cmd.Context(), listen, h, func(addr string) {
				fmt.Fprintf(cmd.OutOrStdout(), "simulated Zephyr Scale (%s) on http://%s%s\n", edition, addr, where)
			})
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8081", "address to listen on; port 0 picks a free one")
	cmd.Flags().StringVar(&edition, "edition", "cloud", "cloud or datacenter")
	cmd.Flags().StringVar(&path, "context-path", "", "with datacenter: where the Jira lives below its host, such as /jira")
	cmd.Flags().IntVar(&page, "page", 0, "most entries of a page, whatever is asked for; 0 is no such limit")
	cmd.Flags().IntVar(&rate, "rate", 0, "most requests of a minute; 0 is any number")
	return cmd
}

// simulatedZephyr builds a simulator; where is what people must know beside its address.
func simulatedZephyr(edition, path string, page, rate int) (h http.Handler, where string, err error) {
	if edition == "cloud" {
		h, err = zephyrcloud.New(zephyrcloud.Options{Page: page, PerMinute: rate})
		return h, "/v2/ · token demo-token", err
	}
	jira, err := simjira.New(simjira.Options{Edition: simjira.DataCenter, ContextPath: path})
	if err != nil {
		return nil, "", err
	}
	h, err = zephyrdc.New(zephyrdc.Options{Jira: jira, Page: page, PerMinute: rate})
	return h, strings.TrimRight(path, "/") + "/ with its Jira · user demo, token demo-token", err
}

// notNegative insists on a number that counts something.
func notNegative(flag string, n int) error {
	if n < 0 {
		return fmt.Errorf("%s is %d; it must be 0 or more", flag, n)
	}
	return nil
}
