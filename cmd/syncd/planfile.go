package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"syncd/internal/app"
	"syncd/internal/config"
	"syncd/internal/plan"
	"syncd/internal/record"
)

// planFormat names the form of a plan file; the number rises with every change that an
// older syncd would misread.
const planFormat = "syncd-plan/2"

// planFile is what plan --out writes: changes for people to read, whole, and for apply
// to choose by.
type planFile struct {
	Format  string `json:"format"`
	Version string `json:"version"` // of the syncd that wrote it
	app.Aim
	Plans []filedPlan `json:"plans"`
}

// filedPlan is the plan of one sync.
type filedPlan struct {
	Sync    string        `json:"sync"`
	Made    time.Time     `json:"made"`
	Changes []plan.Change `json:"changes"`
}

// newPlanFile makes a file of dry cycles.
func newPlanFile(aim app.Aim, cycles []record.Cycle) planFile {
	f := planFile{Format: planFormat, Version: version, Aim: aim, Plans: []filedPlan{}}
	for _, c := range cycles {
		f.Plans = append(f.Plans, filedPlan{Sync: c.Sync, Made: c.Plan.Made, Changes: c.Plan.Changes})
	}
	return f
}

// write writes the file.
func (f planFile) write(path string) error {
	data, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	if err := os.WriteFile(path, append(data, '\n'), 0o644); err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	return nil
}

// planFileMax is the largest file that is read, in bytes.
const planFileMax = 64 << 20

// readPlanFile reads a file and refuses what is none, or none of ours.
func readPlanFile(path string) (planFile, error) {
	var f planFile
	info, err := os.Stat(path)
	if err != nil {
		return f, fmt.Errorf("read plan: %w", err)
	}
	if info.Size() > planFileMax {
		return f, fmt.Errorf("read plan %s: it is larger than %d MiB and no plan of syncd's", path, planFileMax>>20)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return f, fmt.Errorf("read plan: %w", err)
	}
	err = json.Unmarshal(data, &f)
	switch {
	case !strings.HasPrefix(f.Format, "syncd-plan/"):
		return f, fmt.Errorf("%s is no plan file: write one with syncd plan --out FILE", path)
	case f.Format != planFormat:
		return f, fmt.Errorf("%s has the form %s and this syncd reads %s: make a new plan with this syncd", path, f.Format, planFormat)
	case err != nil:
		return f, fmt.Errorf("read plan %s: %w", path, err)
	}
	return f, nil
}

// chosen narrows cycles down to the changes of a plan file, or of a plan made now, and
// to those ids of them that are wanted.
func chosen(cmd *cobra.Command, house runner, asks []app.Ask, path string, only []string) ([]app.Ask, error) {
	f, err := planToChoose(cmd, house, asks, path)
	if err != nil {
		return nil, err
	}
	if here := house.Aim(); here.Config != f.Config && maps.Equal(here.Jiras, f.Jiras) {
		fmt.Fprintln(cmd.ErrOrStderr(), "syncd: warning: the configuration has changed since the plan was made; what it would change otherwise is left out")
	}
	if err := f.knows(only); err != nil {
		return nil, err
	}
	var out []app.Ask
	for _, p := range f.Plans {
		i := slices.IndexFunc(asks, func(a app.Ask) bool { return a.Sync == p.Sync })
		if i < 0 && cmd.Flags().Changed("sync") {
			continue
		}
		if i < 0 {
			return nil, fmt.Errorf("the plan is for sync %q; the config has: %s", p.Sync, strings.Join(house.Syncs(), ", "))
		}
		ask := asks[i]
		ask.Aim, ask.Only = f.Aim, []plan.Pick{}
		for _, c := range p.Changes {
			if len(only) == 0 || slices.Contains(only, c.ID) {
				ask.Only = append(ask.Only, c.Picked())
			}
		}
		if len(ask.Only) > 0 {
			out = append(out, ask)
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	return nil, f.nothing(cmd)
}

// nothing says why no cycle is left to run: the plan was empty, or is of other syncs.
func (f planFile) nothing(cmd *cobra.Command) error {
	if sync, _ := cmd.Flags().GetString("sync"); sync != "" && !slices.ContainsFunc(f.Plans, func(p filedPlan) bool { return p.Sync == sync }) {
		return fmt.Errorf("the plan has nothing of sync %q", sync)
	}
	if output, _ := cmd.Flags().GetString("output"); output != "text" {
		return nil
	}
	if _, err := fmt.Fprintln(cmd.OutOrStdout(), "the plan has no changes: nothing to do"); err != nil {
		return err
	}
	return nil
}

// planToChoose reads the plan file, or makes the plan where there is none.
func planToChoose(cmd *cobra.Command, house runner, asks []app.Ask, path string) (planFile, error) {
	if path != "" {
		return readPlanFile(path)
	}
	var dry []record.Cycle
	for _, ask := range asks {
		ask.Dry = true
		c, err := house.Cycle(cmd.Context(), ask)
		if err != nil {
			return planFile{}, err
		}
		if c.Failed() {
			return planFile{}, errors.Join(record.WritePlan(cmd.OutOrStdout(), c), exit{code: 1})
		}
		dry = append(dry, c)
	}
	return newPlanFile(house.Aim(), dry), nil
}

// knows refuses ids that no change of the plan has.
func (f planFile) knows(only []string) error {
	var ids []string
	for _, p := range f.Plans {
		for _, c := range p.Changes {
			ids = append(ids, c.ID)
		}
	}
	for _, id := range only {
		if slices.Contains(ids, id) {
			continue
		}
		if near := config.Near(id, ids, 3); len(near) > 0 {
			return fmt.Errorf("--only: no change of the plan has the id %q; near it: %s", id, strings.Join(near, ", "))
		}
		return fmt.Errorf("--only: no change of the plan has the id %q; syncd plan --ids lists them", id)
	}
	return nil
}
