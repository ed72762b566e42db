package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	simjira "syncd/internal/sim/jira"
)

// simulateCommand groups the simulators.
func simulateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "Run a simulated Jira or test tool to try things on",
	}
	cmd.AddCommand(simulateJiraCommand(), simulateTestRailCommand(), simulateXrayCommand(), simulateZephyrCommand(), simulateQaseCommand())
	return cmd
}

// simulateJiraCommand serves a simulated Jira.
func simulateJiraCommand() *cobra.Command {
	var listen, edition, path, seed, limits string
	var latency, lag time.Duration
	cmd := &cobra.Command{
		Use:   "jira",
		Short: "Serve a simulated Jira",
		Long: `Serve a simulated Jira with real state: projects SHOP, PAY and OPS, a few stories, the
user demo@example.com with the token demo-token. It forgets everything when it ends. As
Data Center it speaks REST v2, its user is demo, and demo-token is password and personal
access token.

For tests there is a control plane without a password below /_sim/: GET audit, state
and requests; POST faults, clock, person and webhooks. Keep it on loopback.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt := simjira.Options{Latency: latency, IndexLag: lag, Limits: limits == "real"}
			if err := errors.Join(oneOf("--edition", edition, "cloud", "datacenter"), oneOf("--limits", limits, "real", "off")); err != nil {
				return err
			}
			user := "demo@example.com"
			if edition == "datacenter" {
				opt.Edition, opt.ContextPath, user = simjira.DataCenter, path, "demo"
			} else if path != "" {
				return errors.New("--context-path counts with --edition datacenter only")
			}
			var err error
			if opt.Seed, err = readSeed(seed, simjira.LoadSeed); err != nil {
				return err
			}
			server, err := simjira.New(opt)
			if err != nil {
				return err
			}
			return serve(cmd.Context(), listen, server, func(addr string) {
				fmt.Fprintf(cmd.OutOrStdout(), "simulated Jira (%s) on http://%s%s/ · user %s, token demo-token\n", edition, addr, strings.TrimRight(path, "/"), user)
			})
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen on; port 0 picks a free one")
	cmd.Flags().StringVar(&edition, "edition", "cloud", "cloud or datacenter")
	cmd.Flags().StringVar(&path, "context-path", "", "with datacenter: where it lives below its host, such as /jira")
	cmd.Flags().StringVar(&seed, "seed", "", "JSON file with projects, users and issues (default: a small web shop)")
	cmd.Flags().DurationVar(&latency, "latency", 0, "time that every answer takes")
	cmd.Flags().DurationVar(&lag, "index-lag", 0, "how far search lags behind writes")
	cmd.Flags().StringVar(&limits, "limits", "off", "rate limits: real or off")
	return cmd
}

// readSeed reads a seed file; without a name there is none.
func readSeed[T any](name string, load func(io.Reader) (*T, error)) (*T, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open seed: %w", err)
	}
	defer f.Close()
	seed, err := load(f)
	if err != nil {
		return nil, fmt.Errorf("read seed %s: %w", name, err)
	}
	return seed, nil
}

// serve serves until the context ends; ready is told the address once it is bound.
func serve(ctx context.Context, listen string, h http.Handler, ready func(addr string)) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; free the port or choose another with --listen", listen, err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	ready(l.Addr().String())
	select {
	case err := <-done:
		return fmt.Errorf("serve on %s: %w", listen, err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(stop); err != nil {
		return fmt.Errorf("stop serving on %s: %w", listen, err)
	}
	return nil
}
