package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"syncd/internal/config"
)

// checkCommand tells whether a configuration is sound, without touching anything.
func checkCommand() *cobra.Command {
	var online bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Tell whether the configuration is sound",
		Long: `Tell whether the configuration is sound: every fault at once, with its place and
what to do about it. Expressions and templates are compiled and tried on sample
data; secrets and the file of web.config_file are read and not shown; nothing is sent
anywhere.

With --online, and if the configuration is sound, Jira is asked whether it will let
the syncs work: the login, permissions, create screens, required fields, link types,
fields, transitions. Test tools are asked what they show: the account, projects and
suites, statuses and what they count as, how long the first pull takes. Only reads
are sent. Each finding comes with its cure.

Exit codes: 0 sound (there may be warnings) · 1 at least one fault or error`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opt, err := loadOptions(cmd)
			if err != nil {
				return err
			}
			cfg, report := config.Load(opt)
			if cfg != nil {
				for _, more := range []config.Report{cfg.CheckSecrets(os.Environ()), cfg.CheckWeb()} {
					report.Faults = append(report.Faults, more.Faults...)
					report.Warnings = append(report.Warnings, more.Warnings...)
				}
			}
			err = report.Err()
			if text := report.Warning(); text != "" {
				fmt.Fprintln(cmd.ErrOrStderr(), text)
				if err != nil {
					fmt.Fprintln(cmd.ErrOrStderr())
				}
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "sound: %s, %s\n", count(len(cfg.Sources), "source"), count(len(cfg.Syncs), "sync"))
			if err != nil || !online {
				return err
			}
			return checkOnline(cmd, cfg)
		},
	}
	cmd.Flags().BoolVar(&online, "online", false, "ask Jira, too, whether it will let the syncs work, and test tools what they show; nothing is written")
	configFlags(cmd)
	return cmd
}
