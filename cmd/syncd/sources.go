package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"syncd/internal/catalog"
)

// sourcesCommand lists the kinds of source, or prints the example of one.
func sourcesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "sources [KIND]",
		Short: "List the kinds of source, or print an example of one",
		Args:  counted(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			var known []string
			width := 0
			for _, s := range catalog.Sources() {
				width = max(width, len(s.Kind))
				if first(args) == s.Kind {
					return printExample(cmd.OutOrStdout(), s.Example)
				}
				known = append(known, s.Kind)
			}
			if len(args) > 0 {
				return fmt.Errorf("there is no source of kind %q; known are: %s", args[0], strings.Join(known, ", "))
			}
			for _, s := range catalog.Sources() {
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%-*s  %s\n", width, s.Kind, s.Title); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// printExample prints one entry, ready to be pasted below `sources:`.
func printExample(w io.Writer, example string) error {
	lines := strings.Split(strings.TrimSpace(example), "\n")
	for i, line := range lines {
		indent := "    "
		if i == 0 {
			indent = "  - "
		}
		lines[i] = strings.TrimRight(indent+line, " ")
	}
	_, err := fmt.Fprintf(w, "sources:\n%s\n", strings.Join(lines, "\n"))
	return err
}
