package main

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"syncd/internal/config"
	"syncd/internal/push"
	"syncd/internal/secret"
)

// tokenVariable holds the token of a source where no file does.
const tokenVariable = "SYNCD_PUSH_TOKEN"

// pushFlags are the flags of push.
type pushFlags struct {
	to, source, tokenFile string
	params                push.Params
	timeout               time.Duration
	dry                   bool
}

// pushCommand sends result files to a daemon, from a CI job.
func pushCommand() *cobra.Command {
	var f pushFlags
	cmd := &cobra.Command{
		Use:   "push FILE…",
		Short: "Send result files to a running syncd, from a CI job",
		Long: `Send result files to a running syncd, from a CI job: its next cycle, seconds later,
judges them. A FILE is a file, a pattern or a folder, of which the .xml and .json files
are sent; all go in one request. The same bytes again are known and cost nothing, so
that a job may be repeated.

What the run ran on comes from the environment of GitHub Actions, GitLab CI, Jenkins,
Azure Pipelines or CircleCI; flags win. The token is read from --token-file or
$SYNCD_PUSH_TOKEN. No configuration is needed.

Exit codes: 0 everything was taken · 1 nothing was · 2 some files could not be read`,
		Args: counted(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.add(cmd)
	return cmd
}

// add adds the flags.
func (f *pushFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.to, "to", "", "address of syncd's pages, such as https://quality.acme.example")
	fs.StringVar(&f.source, "source", "", "source of the configuration that the results belong to")
	fs.StringVar(&f.tokenFile, "token-file", "", "file that holds the source's push token (default $"+tokenVariable+")")
	fs.StringVar(&f.params.Branch, "branch", "", "branch that was tested")
	fs.StringVar(&f.params.Build, "build", "", "number or name of the build")
	fs.StringVar(&f.params.Version, "app-version", "", "version of what was tested")
	fs.StringVar(&f.params.Environment, "environment", "", "environment that was tested, such as staging")
	fs.StringVar(&f.params.Commit, "commit", "", "commit that was tested")
	fs.StringVar(&f.params.URL, "url", "", "the CI's page of the run")
	fs.StringVar(&f.params.PullRequest, "pull-request", "", "number of the pull request that was tested")
	fs.StringVar(&f.params.Run, "run", "", "id of the run: all that is pushed with one id is one run, such as the shards of one build")
	fs.DurationVar(&f.timeout, "timeout", 2*time.Minute, "how long to try")
	fs.BoolVar(&f.dry, "dry-run", false, "say what would be sent, and send nothing")
}

// run does the work.
func (f *pushFlags) run(cmd *cobra.Command, args []string) error {
	to, err := address(f.to)
	if err != nil {
		return err
	}
	if f.source == "" {
		return errors.New("--source is missing: name the source of the configuration that the results belong to")
	}
	files, err := push.Collect(args)
	if err != nil {
		return err
	}
	said, system := push.FromCI(os.Getenv)
	s := push.Sender{To: to, Source: f.source, Params: f.params.Or(said), Timeout: f.timeout, Agent: "syncd-push/" + version,
		Waiting: func(reason string, d time.Duration) {
			fmt.Fprintf(cmd.ErrOrStderr(), "syncd: %s from %s; trying again in %s\n", reason, to.Host, d.Round(100*time.Millisecond))
		}}
	if f.dry {
		return pushPlan(cmd.OutOrStdout(), s, system, files)
	}
	if s.Token, err = f.token(); err != nil {
		return err
	}
	if to.Scheme == "http" && !nearby(to.Hostname()) {
		fmt.Fprintln(cmd.ErrOrStderr(), "syncd: warning: the token is sent over http, where others can read it: use https")
	}
	answer, err := s.Send(cmd.Context(), files)
	if err != nil && len(answer.Files) == 0 {
		return err
	}
	return pushed(cmd.OutOrStdout(), files, answer)
}

// address checks --to.
func address(to string) (*url.URL, error) {
	if to == "" {
		return nil, errors.New("--to is missing: give the address of syncd's pages, such as https://quality.acme.example")
	}
	u, err := url.Parse(to)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("--to must be an address such as https://quality.acme.example")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("--to must be a plain address: the token comes from --token-file or $" + tokenVariable)
	}
	return u, nil
}

// token reads the token; a flag for it would show in the list of processes.
func (f *pushFlags) token() (secret.Secret, error) {
	ref := secret.Ref{Env: tokenVariable}
	if f.tokenFile != "" {
		ref = secret.Ref{File: f.tokenFile}
	}
	token, err := config.ReadSecret(ref, os.Environ())
	if err != nil && f.tokenFile == "" {
		return token, fmt.Errorf("no token: %w, or give --token-file", err)
	}
	return token, err
}

// nearby reports whether a host is this machine.
func nearby(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// pushPlan prints what would be sent.
func pushPlan(w io.Writer, s push.Sender, system string, files []push.File) error {
	if system == "" {
		system = "none that syncd knows"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s %s\n%-12s %s\n%-12s %s\n", "to", s.To, "source", s.Source, "ci", system)
	for _, line := range s.Params.Lines() {
		b.WriteString(printable(line) + "\n")
	}
	for _, f := range files {
		fmt.Fprintf(&b, "%-12s %s (%d bytes)\n", "file", printable(f.Path), f.Size)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
