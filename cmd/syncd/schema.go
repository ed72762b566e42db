package main

import (
	"github.com/spf13/cobra"

	"syncd/internal/catalog"
	"syncd/internal/config"
)

// schemaCommand prints the JSON Schema of the configuration.
func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the configuration, for editors",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := cmd.OutOrStdout().Write(config.Schema(catalog.Sources(), catalog.Notifiers()...))
			return err
		},
	}
}
