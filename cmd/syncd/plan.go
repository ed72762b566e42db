package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"syncd/internal/app"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// planCommand shows what a cycle would do.
func planCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Show what a cycle would do, without doing it",
		Long: `Show what a cycle would do: one line per change with its reason, then what is held
back and why, then how the failing cases stand. Results are read and remembered;
nothing is written to Jira or to any test tool.

If the daemon runs on the same store, it makes the plan.

Exit codes: 0 nothing to change · 2 changes are pending · 1 no plan could be made`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cycles, err := cycles(cmd, app.Ask{Trigger: "command", Dry: true, Wait: true}, record.WritePlan)
			if err != nil {
				return err
			}
			for _, c := range cycles {
				if c.Failed() {
					return exit{code: 1}
				}
			}
			for _, c := range cycles {
				if !c.Plan.Empty() {
					return exit{code: 2}
				}
			}
			return nil
		},
	}
	cycleFlags(cmd)
	return cmd
}

// applyCommand runs one cycle that writes.
func applyCommand() *cobra.Command {
	var noWait bool
	var release []string
	cmd := &cobra.Command{
		Use:   "apply",
		Short: "Run one cycle now, and make its changes",
		Long: `Run one cycle now: read results, compare them with Jira, and make the changes that
the policy allows. What the policy, a limit or the brake holds back is listed with
what would release it.

A create whose answer was lost is waited for until it can be looked for (jira.settle),
unless --no-wait leaves it to the next cycle.

If the daemon runs on the same store, it does the work.

Exit codes: 0 all done · 2 changes remain because of policy, pause or a limit ·
3 some changes failed, were refused or are uncertain · 1 nothing could be tried`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, name := range release {
				if err := say(cmd, app.Say{Release: name}); err != nil {
					return err
				}
			}
			cycles, err := cycles(cmd, app.Ask{Trigger: "command", Wait: !noWait}, record.WriteApplied)
			if err != nil {
				return err
			}
			return applied(cycles)
		},
	}
	cycleFlags(cmd)
	cmd.Flags().BoolVar(&noWait, "no-wait", false, "do not wait for creates that were not answered")
	cmd.Flags().StringSliceVar(&release, "release", nil, "first let go of this breaker, by the name that the hold gives")
	return cmd
}

// applied turns finished cycles into the exit code of apply; the worst wins.
func applied(cycles []record.Cycle) error {
	code := 0
	rank := map[int]int{0: 0, 2: 1, 3: 2, 1: 3}
	for _, c := range cycles {
		if one := appliedCode(c); rank[one] > rank[code] {
			code = one
		}
	}
	if code == 0 {
		return nil
	}
	return exit{code: code}
}

// appliedCode is the exit code of one cycle.
func appliedCode(c record.Cycle) int {
	tried := c.Count(plan.Done) + c.Count(plan.Failed) + c.Count(plan.Uncertain) + c.Count(plan.Stale)
	switch {
	case c.Failed() && tried == 0:
		return 1
	case c.Failed() || tried-c.Count(plan.Done) > 0:
		return 3
	}
	code := 0
	for _, h := range c.Plan.Holds {
		switch h.Hold {
		case plan.HoldRefused, plan.HoldRequiredField, plan.HoldUncertain: // by an earlier cycle, and still open
			return 3
		case plan.HoldPolicy, plan.HoldLimit, plan.HoldPaused, plan.HoldBreaker:
			code = 2
		}
	}
	return code
}

// cycleFlags adds the flags of commands that run a cycle.
func cycleFlags(cmd *cobra.Command) {
	configFlags(cmd)
	cmd.Flags().StringP("sync", "s", "", "the sync to run (default: all, one after the other)")
	cmd.Flags().StringP("output", "o", "text", "text or json")
	cmd.Flags().BoolP("verbose", "v", false, "log what is being done")
}

// cycles runs one cycle per sync asked for, prints each as it ends, and returns them.
func cycles(cmd *cobra.Command, ask app.Ask, text func(io.Writer, record.Cycle) error) ([]record.Cycle, error) {
	output, _ := cmd.Flags().GetString("output")
	if err := oneOf("-o", output, "text", "json"); err != nil {
		return nil, err
	}
	only, _ := cmd.Flags().GetString("sync")
	house, err := open(cmd)
	if err != nil {
		return nil, err
	}
	defer house.Close()
	names := house.Syncs()
	if only != "" {
		names = []string{only}
	}
	var done []record.Cycle
	for _, name := range names {
		ask.Sync = name
		c, err := house.Cycle(cmd.Context(), ask)
		if err != nil {
			return done, err
		}
		done = append(done, c)
		if output == "text" {
			if err := text(cmd.OutOrStdout(), c); err != nil {
				return done, fmt.Errorf("print result: %w", err)
			}
		}
	}
	if output == "json" {
		enc := json.NewEncoder(cmd.OutOrStdout())
		enc.SetIndent("", "  ")
		return done, enc.Encode(map[string]any{"cycles": done})
	}
	return done, nil
}
