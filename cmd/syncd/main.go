// Command syncd keeps test results and Jira in step. Each sub-command has a file of
// its own here; what they do lies in internal/app and the rooms to its left.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // zones of the config must be known on machines without a zone database

	"github.com/spf13/cobra"
)

// version is set by the linker.
var version = "dev"

// exit is an error that ends the process with a code of its own, after it has been
// said what there is to say.
type exit struct {
	code int
	text string // printed to standard error; may be empty
}

// Error returns the text.
func (e exit) Error() string { return e.text }

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is main with everything it touches as an argument, and returns the exit code:
// 0 done, 1 an error, others as the sub-command's help says.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cmd := root()
	cmd.SetArgs(args)
	cmd.SetIn(in)
	cmd.SetOut(out)
	cmd.SetErr(errs)
	err := cmd.ExecuteContext(ctx)
	var e exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		if e.text != "" {
			fmt.Fprintln(errs, "syncd: "+e.text)
		}
		return e.code
	default:
		fmt.Fprintln(errs, "syncd: "+told(err))
		return 1
	}
}

// told is an error as it is printed. Of a misspelt command, cobra tells in four lines
// what fits in one.
func told(err error) string {
	text := strings.TrimSpace(err.Error())
	if !strings.HasPrefix(text, "unknown command ") {
		return text
	}
	text, near, ok := strings.Cut(text, "\n\nDid you mean this?\n")
	if !ok {
		return text + "; see syncd --help"
	}
	return text + "; did you mean " + strings.Join(strings.Fields(near), " or ") + "?"
}

// noArgs refuses arguments where a command takes flags only.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no arguments, found %q; see %s --help", cmd.Name(), args[0], cmd.CommandPath())
	}
	return nil
}

// counted has a check of how many arguments there are say how the command is used.
func counted(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check(cmd, args) != nil {
			return fmt.Errorf("write it as `syncd %s`; see %s --help", cmd.Use, cmd.CommandPath())
		}
		return nil
	}
}

// root builds the command tree.
func root() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "syncd",
		Short: "Keep test results and Jira in step",
		Long: `syncd pulls test results on a schedule and reconciles them with Jira: failing
tests become defects (or are linked to the defect that exists), tests are linked
to the stories they check, and metrics tell how things stand.

Start with:  syncd demo          everything at once, on a simulated Jira
             syncd inspect FILE  what a result file holds, as syncd sees it
             syncd check         whether a configuration is sound
             syncd plan          what a cycle would do, without doing it`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
	})
	cmd.AddCommand(runCommand(), planCommand(), applyCommand(), checkCommand(), inspectCommand(), pushCommand(), failuresCommand(), explainCommand(), reportCommand(), historyCommand(),
		pauseCommand(), resumeCommand(), notifyCommand(), fileCommand(), linkCommand(), adoptCommand(), storeCommand(), demoCommand(), simulateCommand(),
		sourcesCommand(), dashboardsCommand(), schemaCommand(), docsCommand(), versionCommand())
	return cmd
}
