package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"syncd/internal/demo"
)

// demoCommand shows everything at once.
func demoCommand() *cobra.Command {
	var listen, dir, output, grafana string
	var cycles int
	var noServe bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show everything at once, on a simulated Jira",
		Long: `Show everything at once: a simulated Jira, sample test results that arrive over time
(tests pass, fail, recover and flake), and the real daemon between them. Everything
stays on loopback and in one folder, which is removed at the end unless --dir names it.

With --grafana it also writes what a Prometheus and a Grafana beside it need, into a
folder of yours, and says how they are started.

With --no-serve it runs --cycles cycles, prints a summary and ends.

Exit codes: 0 fine · 1 something failed, or a duplicate was made`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf("-o", output, "text", "json"); err != nil {
				return err
			}
			if cmd.Flags().Changed("cycles") && !noServe {
				return errors.New("--cycles counts with --no-serve only: the served demo goes on until Ctrl-C")
			}
			if cycles < 1 {
				return fmt.Errorf("--cycles is %d; it must be at least 1", cycles)
			}
			if grafana != "" && noServe {
				return errors.New("--grafana needs a demo that is served: leave --no-serve out")
			}
			folder, remove, err := demoFolder(dir)
			if err != nil {
				return err
			}
			defer remove()
			out := cmd.OutOrStdout()
			if output == "json" {
				out = io.Discard
			}
			log, err := newLogger(cmd.ErrOrStderr(), "error", "console")
			if err != nil {
				return err
			}
			d, err := demo.New(cmd.Context(), demo.Options{Dir: folder, Listen: listen, Version: version, Out: out, Log: log, Grafana: grafana})
			if err != nil {
				return err
			}
			defer d.Close()
			if !noServe {
				return d.Serve(cmd.Context())
			}
			sum, err := d.Steps(cmd.Context(), cycles)
			if err != nil {
				return err
			}
			return printSummary(cmd.OutOrStdout(), output, sum)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:9717", "address of the pages")
	cmd.Flags().StringVar(&dir, "dir", "", "folder for everything (default: a temporary one)")
	cmd.Flags().StringVar(&grafana, "grafana", "", "folder for what Prometheus and Grafana need to show the demo")
	cmd.Flags().IntVar(&cycles, "cycles", 12, "with --no-serve: how many cycles to run")
	cmd.Flags().BoolVar(&noServe, "no-serve", false, "run the cycles, print a summary and end")
	cmd.Flags().StringVarP(&output, "output", "o", "text", "of the summary: text or json")
	return cmd
}

// demoFolder returns the folder to work in, and what removes it if it is temporary.
func demoFolder(dir string) (string, func(), error) {
	if dir != "" {
		return dir, func() {}, nil
	}
	tmp, err := os.MkdirTemp("", "syncd-demo-")
	if err != nil {
		return "", nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	return tmp, func() { os.RemoveAll(tmp) }, nil
}

// printReadiness prints how releases and sprints stand.
func printReadiness(w io.Writer, all []demo.Standing) error {
	for n, r := range all {
		head := ""
		if n == 0 {
			head = "\nreleases and sprints:\n"
		}
		if _, err := fmt.Fprintf(w, "%s  %-15s %s\n", head, r.Name, r.Why); err != nil {
			return err
		}
	}
	return nil
}

// printSummary prints how the demo went, and fails if it did not go well.
func printSummary(w io.Writer, output string, s demo.Summary) error {
	if output == "json" {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		if err := enc.Encode(s); err != nil {
			return err
		}
	} else if err := printReadiness(w, s.Readiness); err != nil {
		return err
	} else if _, err := fmt.Fprintf(w, "\n%s, %s to jira: %s filed, %s, %s failed; one more cycle had %s to do (%s)\n",
		count(s.Cycles, "cycle"), count(s.Requests, "request"), count(len(s.Defects), "defect"), count(s.Duplicates, "duplicate"), count(s.Failed, "change"),
		map[bool]string{true: "nothing", false: "something"}[s.AtRest], count(s.RestingCost, "request")); err != nil {
		return err
	}
	if s.Failed > 0 || s.Duplicates > 0 || !s.AtRest {
		return exit{code: 1}
	}
	return nil
}
