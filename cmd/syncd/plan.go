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
	var file string
	var ids bool
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Show what a cycle would do, without doing it",
		Long: `Show what a cycle would do: one line per change with its reason, then what is held
back and why, then how the failing cases stand. Results are read and remembered;
nothing is written to Jira or to any test tool.

With --out the changes are also written to a file, for others to read and for
syncd apply FILE to make.

If the daemon runs on the same store, it makes the plan.

Exit codes: 0 nothing to change · 2 changes are pending · 1 no plan could be made`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text := record.WritePlan
			if ids {
				text = record.WritePlanIDs
			}
			house, asks, err := planned(cmd, app.Ask{Trigger: "command", Dry: true, Wait: true})
			if err != nil {
				return err
			}
			defer house.Close()
			cycles, err := cycles(cmd, house, asks, text)
			if err != nil {
				return err
			}
			code := plannedCode(cycles)
			if file != "" && code != 1 {
				if err := newPlanFile(house.Aim(), cycles).write(file); err != nil {
					return err
				}
			}
			if code != 0 {
				return exit{code: code}
			}
			return nil
		},
	}
	cycleFlags(cmd)
	cmd.Flags().StringVar(&file, "out", "", "also write the changes to this file")
	cmd.Flags().BoolVar(&ids, "ids", false, "show the id of each change, as apply --only takes it")
	return cmd
}

// plannedCode is the exit code of plan.
func plannedCode(cycles []record.Cycle) int {
	code := 0
	for _, c := range cycles {
		switch {
		case c.Failed():
			return 1
		case !c.Plan.Empty():
			code = 2
		}
	}
	return code
}

// applyCommand runs one cycle that writes.
func applyCommand() *cobra.Command {
	var noWait bool
	var release []string
	var only []string
	cmd := &cobra.Command{
		Use:   "apply [FILE]",
		Short: "Run one cycle now, and make its changes",
		Long: `Run one cycle now: read results, compare them with Jira, and make the changes that
the policy allows. What the policy, a limit or the brake holds back is listed with
what would release it.

With a file of syncd plan --out, or with --only, exactly those changes are made, and
only those that the cycle would still make: the same content, on an issue that still
shows what it showed then. The file says which, never what: the content is always
the cycle's own. A file for another Jira or owner is refused.

A create whose answer was lost is waited for until it can be looked for (jira.settle),
unless --no-wait leaves it to the next cycle.

If the daemon runs on the same store, it does the work.

Exit codes: 0 all done · 2 changes remain because of policy, pause or a limit ·
3 some changes failed, were refused, are uncertain or are no longer what was
planned · 1 nothing could be tried`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("apply takes one plan file, found %d; see syncd apply --help", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			house, asks, err := planned(cmd, app.Ask{Trigger: "command", Wait: !noWait})
			if err != nil {
				return err
			}
			defer house.Close()
			for _, name := range release {
				if err := tell(cmd, house, app.Say{Release: name, Who: whoami()}); err != nil {
					return err
				}
			}
			if len(args) > 0 || len(only) > 0 {
				if asks, err = chosen(cmd, house, asks, first(args), only); err != nil {
					return err
				}
			}
			cycles, err := cycles(cmd, house, asks, record.WriteApplied)
			if err != nil {
				return err
			}
			return applied(cycles)
		},
	}
	cycleFlags(cmd)
	cmd.Flags().BoolVar(&noWait, "no-wait", false, "do not wait for creates that were not answered")
	cmd.Flags().StringSliceVar(&release, "release", nil, "first let go of this breaker, by the name that the hold gives")
	cmd.Flags().StringSliceVar(&only, "only", nil, "make only the changes with these ids (syncd plan --ids), repeatable")
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
	if c.Picked {
		return unmadeCode(c.Unmade)
	}
	code := 0
	for _, h := range c.Plan.Holds {
		switch h.Hold {
		case plan.HoldRefused, plan.HoldRequiredField, plan.HoldUncertain: // by an earlier cycle, and still open
			return 3
		case plan.HoldPolicy, plan.HoldLimit, plan.HoldPaused, plan.HoldMovedStore, plan.HoldBreaker:
			code = 2
		}
	}
	return code
}

// unmadeCode is the exit code of a cycle that was to make chosen changes only: what it
// holds beside them was not asked for.
func unmadeCode(unmade []plan.Unmade) int {
	code := 0
	for _, u := range unmade {
		switch u.Hold {
		case plan.HoldPolicy, plan.HoldLimit, plan.HoldPaused, plan.HoldMovedStore:
			code = 2
		default:
			return 3
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

// planned opens whoever runs cycles, and says which are asked for: one per sync.
func planned(cmd *cobra.Command, ask app.Ask) (runner, []app.Ask, error) {
	output, _ := cmd.Flags().GetString("output")
	if err := oneOf("-o", output, "text", "json"); err != nil {
		return nil, nil, err
	}
	house, err := open(cmd)
	if err != nil {
		return nil, nil, err
	}
	names := house.Syncs()
	if only, _ := cmd.Flags().GetString("sync"); only != "" {
		names = []string{only}
	}
	var asks []app.Ask
	for _, name := range names {
		ask.Sync = name
		asks = append(asks, ask)
	}
	return house, asks, nil
}

// cycles runs the cycles asked for, prints each as it ends, and returns them.
func cycles(cmd *cobra.Command, house runner, asks []app.Ask, text func(io.Writer, record.Cycle) error) ([]record.Cycle, error) {
	output, _ := cmd.Flags().GetString("output")
	done := []record.Cycle{}
	for _, ask := range asks {
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
