package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"syncd/internal/app"
	"syncd/internal/ledger"
)

// fileCommand makes defects that syncd would wait with.
func fileCommand() *cobra.Command {
	var allRed bool
	cmd := &cobra.Command{
		Use:   "file CASE...",
		Short: "Have defects made that syncd would wait with",
		Long: `Have defects made for failing cases that syncd would not file yet: because they
failed already when their source was first seen (already red), because they have not
failed often enough, or because they last failed long ago. The policy, the brake and the
limits hold all the same; the next cycle makes them.

A CASE is an id, a title, or a part of one that fits no other case.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if allRed == (len(args) > 0) {
				return errors.New("name cases, or say --all-red")
			}
			return say(cmd, app.Say{Verb: ledger.File, Cases: args, AllRed: allRed})
		},
	}
	configFlags(cmd)
	cmd.Flags().BoolVar(&allRed, "all-red", false, "every case that failed when its source was first seen")
	return cmd
}

// linkCommand says that an issue of other people is the defect of a case.
func linkCommand() *cobra.Command {
	var none bool
	cmd := &cobra.Command{
		Use:   "link CASE KEY",
		Short: "Say that an existing issue is the defect of a case",
		Long: `Say that an issue of other people is the defect of a case. syncd puts one link to
the case on it, follows its state, and writes nothing else to it. An issue that syncd
had made for the case is left as it is.

--none takes back what was said about a case, by link, adopt or file.`,
		Args: counted(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if none != (len(args) == 1) {
				return errors.New("name a case and an issue, or a case and --none")
			}
			s := app.Say{Verb: ledger.LinkTo, Cases: args[:1], TakeBack: none}
			if !none {
				s.Issue = args[1]
			}
			return say(cmd, s)
		},
	}
	configFlags(cmd)
	cmd.Flags().BoolVar(&none, "none", false, "take back what was said about the case")
	return cmd
}

// adoptCommand takes an issue over, makes a new one for one that is lost, or lets a
// defect go on under the new name of its test.
func adoptCommand() *cobra.Command {
	var recreate, rename, none bool
	cmd := &cobra.Command{
		Use:   "adopt CASE KEY",
		Short: "Take an existing issue over as the defect of a case",
		Long: `Take an existing issue over as the defect of a case: the next cycle puts our two
labels on it, and from then on it is kept up to date like one that syncd has made. What
people wrote in it stays.

--recreate CASE makes a new defect for a case whose issue was let go or is gone.

--rename OLD NEW says that a test goes on under another name: it keeps its history and
its defect. NEW must have run once; OLD may be forgotten, then give its id or
"class › name". --rename OLD --none takes that back. A renaming that the whole team
should see belongs into aliases of the configuration.`,
		Args: counted(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			s := app.Say{Verb: ledger.Recreate, Cases: args, Rename: rename, TakeBack: none}
			switch {
			case rename && recreate:
				return errors.New("--rename and --recreate exclude each other: give one of them")
			case none && !rename:
				return errors.New("--none takes a --rename back; `syncd link CASE --none` takes back what was said of an issue")
			case rename && none != (len(args) == 1):
				return errors.New("name a case by its old and by its new name, or by its old one and say --none")
			case !rename && recreate != (len(args) == 1):
				return errors.New("name a case and an issue, or a case and --recreate")
			case !rename && !recreate:
				s.Verb, s.Cases, s.Issue = ledger.Take, args[:1], args[1]
			}
			return say(cmd, s)
		},
	}
	configFlags(cmd)
	cmd.Flags().BoolVar(&recreate, "recreate", false, "make a new defect for a case whose issue was let go or is gone")
	cmd.Flags().BoolVar(&rename, "rename", false, "a test goes on under another name: keep its history and its defect")
	cmd.Flags().BoolVar(&none, "none", false, "with --rename: take it back")
	return cmd
}

// say passes on what somebody said, and prints what it means.
func say(cmd *cobra.Command, s app.Say) error {
	s.Who = whoami()
	r, err := open(cmd)
	if err != nil {
		return err
	}
	defer r.Close()
	return tell(cmd, r, s)
}

// tell passes on what somebody said to whoever is there to listen.
func tell(cmd *cobra.Command, r runner, s app.Say) error {
	told, err := r.Say(cmd.Context(), s)
	for _, line := range told {
		if _, perr := fmt.Fprintln(cmd.OutOrStdout(), line); perr != nil {
			return perr
		}
	}
	return err
}
