package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"syncd/internal/app"
	"syncd/internal/catalog"
	"syncd/internal/record"
	"syncd/internal/source/files"
)

// inspectCommand shows what result files hold, without any configuration.
func inspectCommand() *cobra.Command {
	var output, sync string
	var unlinked bool
	cmd := &cobra.Command{
		Use:   "inspect PATH…",
		Short: "Show what result files hold, as syncd sees it",
		Long: `Show what result files hold, as syncd sees it: what they ran on, cases, outcomes,
the issue keys that they name, and what had to be changed or left out to read them.

A PATH is a file or a folder, which is walked. Nothing is stored or sent.

With --unlinked it counts instead the cases that name no issue key, by folder, package
or suite, each with a rule for stories.links that links them all. With --sync, keys and
link rules are understood as that sync of the configuration does, offline: what the
type of an issue makes of its key is known of issues that the daemon has seen.

Exit codes: 0 every file was read · 1 at least one could not be read`,
		Args: counted(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if output != "text" && output != "json" {
				return fmt.Errorf("-o is %q; it must be text or json", output)
			}
			u, err := understanding(cmd, sync)
			if err != nil {
				return err
			}
			found, err := files.Inspect(cmd.Context(), catalog.Formats(), args)
			if err != nil {
				return fmt.Errorf("inspect: %w", err)
			}
			if err := printInspection(cmd.OutOrStdout(), output, unlinked, u, found); err != nil {
				return err
			}
			if n := found.Unread(); n > 0 {
				return exit{code: 1, text: unread(n, len(found.Files))}
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	cmd.Flags().BoolVar(&unlinked, "unlinked", false, "count the cases that name no issue key, with rules that would link them")
	cmd.Flags().StringVarP(&sync, "sync", "s", "", "understand keys as this sync does, link rules included (default: every key counts)")
	configFlags(cmd)
	return cmd
}

// unread says how many files could not be read.
func unread(n, of int) string {
	if of == 1 {
		return "the file could not be read"
	}
	return fmt.Sprintf("%d of %d files could not be read", n, of)
}

// understanding is how the sync asked for understands keys.
func understanding(cmd *cobra.Command, sync string) (understood, error) {
	if sync == "" {
		return understood{}, nil
	}
	cfg, err := loadConfig(cmd)
	if err != nil {
		return understood{}, err
	}
	keys, err := app.SyncKeys(cmd.Context(), cfg, sync)
	return understood{sync, keys}, err
}

// printInspection prints what was found in the form asked for.
func printInspection(w io.Writer, output string, unlinked bool, u understood, found files.Inspection) error {
	if output == "text" {
		return inspectionText(w, found, unlinked, u)
	}
	out := struct {
		files.Inspection
		Unlinked *record.CaseList `json:"unlinked,omitempty"`
	}{Inspection: found}
	if unlinked {
		list := u.linked(found)
		out.Unlinked = &list
		for i := range found.Files {
			found.Files[i].Cases = u.loose(found.Files[i].Cases)
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
