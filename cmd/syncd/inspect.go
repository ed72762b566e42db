package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"syncd/internal/catalog"
	"syncd/internal/source/files"
)

// inspectCommand shows what result files hold, without any configuration.
func inspectCommand() *cobra.Command {
	var output string
	var unlinked bool
	cmd := &cobra.Command{
		Use:   "inspect PATH…",
		Short: "Show what result files hold, as syncd sees it",
		Long: `Show what result files hold, as syncd sees it: what they ran on, cases, outcomes,
the issue keys that they name, and what had to be changed or left out to read them.

A PATH is a file or a folder, which is walked. Nothing is stored or sent.

Exit codes: 0 every file was read · 1 at least one could not be read`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if output != "text" && output != "json" {
				return fmt.Errorf("-o is %q; it must be text or json", output)
			}
			found, err := files.Inspect(cmd.Context(), catalog.Formats(), args)
			if err != nil {
				return fmt.Errorf("inspect: %w", err)
			}
			if err := printInspection(cmd.OutOrStdout(), output, unlinked, found); err != nil {
				return err
			}
			if n := found.Unread(); n > 0 {
				return exit{code: 1, text: unread(n, len(found.Files))}
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "text", "text or json")
	cmd.Flags().BoolVar(&unlinked, "unlinked", false, "list only the cases that name no issue key")
	return cmd
}

// unread says how many files could not be read.
func unread(n, of int) string {
	if of == 1 {
		return "the file could not be read"
	}
	return fmt.Sprintf("%d of %d files could not be read", n, of)
}

// printInspection prints what was found in the form asked for.
func printInspection(w io.Writer, output string, unlinked bool, found files.Inspection) error {
	if output == "text" {
		return inspectionText(w, found, unlinked)
	}
	for i := range found.Files {
		found.Files[i].Cases = listedCases(found.Files[i], unlinked)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(found)
}
