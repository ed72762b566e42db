package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"syncd/internal/dashboards"
)

// dashboardsCommand writes boards, rules and alerts as files.
func dashboardsCommand() *cobra.Command {
	o := dashboards.Defaults()
	cmd := &cobra.Command{
		Use:   "dashboards DIR",
		Short: "Write boards for Grafana, and rules and alerts for Prometheus",
		Long: `Write boards for Grafana, rules and alerts for Prometheus, and files that provision
Grafana, into a folder. The same files lie in dashboards/ of the source; here they are
written with your own addresses in their links.

Files of an earlier version are replaced; others in the folder stay.`,
		Args: counted(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := dashboards.Files(o)
			if err != nil {
				return err
			}
			if err := dashboards.Write(args[0], files); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d files are written to %s\n", len(files), args[0])
			return err
		},
	}
	cmd.Flags().StringVar(&o.BoardURL, "board-url", o.BoardURL, "where people find the pages of syncd (web.url)")
	cmd.Flags().StringVar(&o.JiraURL, "jira-url", o.JiraURL, "where people find Jira")
	cmd.Flags().StringVar(&o.Prometheus, "prometheus", o.Prometheus, "where Grafana finds Prometheus: for provisioning/datasources")
	cmd.Flags().StringVar(&o.Folder, "path", o.Folder, "where Grafana finds the boards: for provisioning/dashboards")
	return cmd
}
