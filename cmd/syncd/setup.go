package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"syncd/internal/app"
	"syncd/internal/catalog"
	"syncd/internal/config"
)

// defaultConfig is where the package puts the configuration.
const defaultConfig = "/etc/syncd/syncd.yaml"

// reserved are the SYNCD_ variables that are no settings.
var reserved = []string{"SYNCD_CONFIG", tokenVariable, "SYNCD_FAILPOINT", "SYNCD_SPECS",
	"SYNCD_TEST_JIRA_EDITION", "SYNCD_TEST_JIRA_URL", "SYNCD_TEST_JIRA_USER", "SYNCD_TEST_JIRA_TOKEN", "SYNCD_TEST_JIRA_PROJECT", "SYNCD_TEST_JIRA_TYPE"}

// configFlags adds the flags that every command with a configuration has.
func configFlags(cmd *cobra.Command) {
	cmd.Flags().StringArrayP("config", "c", nil, "configuration file, repeatable (default $SYNCD_CONFIG or "+defaultConfig+")")
	cmd.Flags().StringArray("set", nil, "override one setting outside of lists, repeatable: --set log.level=debug")
}

// loadOptions turns the flags into what config loads.
func loadOptions(cmd *cobra.Command) (config.Options, error) {
	files, err := cmd.Flags().GetStringArray("config")
	if err != nil {
		return config.Options{}, err
	}
	if len(files) == 0 {
		files = []string{defaultConfig}
		if name := os.Getenv("SYNCD_CONFIG"); name != "" {
			files = []string{name}
		}
	}
	sets, err := cmd.Flags().GetStringArray("set")
	if err != nil {
		return config.Options{}, err
	}
	overrides := map[string]string{}
	for _, s := range sets {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return config.Options{}, fmt.Errorf("--set %q has no =; write --set name=value", s)
		}
		overrides[name] = value
	}
	return config.Options{Files: files, Environ: os.Environ(), Overrides: overrides, Reserved: reserved,
		Catalog: catalog.Sources(), Notifiers: catalog.Notifiers(), CheckWhen: app.CheckWhen, CheckSummary: app.CheckSummary, CheckExclude: app.CheckExclude,
		CheckDescription: app.CheckDescription, CheckValue: app.CheckValue, CheckShown: app.CheckShown}, nil
}

// loadConfig loads the configuration or returns all of its faults as one error.
func loadConfig(cmd *cobra.Command) (*config.Config, error) {
	opt, err := loadOptions(cmd)
	if err != nil {
		return nil, err
	}
	cfg, report := config.Load(opt)
	if err := report.Err(); err != nil {
		return nil, err
	}
	for _, w := range report.Warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "syncd: warning: %s: %s\n", w.At, w.Text)
	}
	return cfg, nil
}

// newLogger returns a logger to w.
func newLogger(w io.Writer, level, format string) (*zap.Logger, error) {
	at, err := zapcore.ParseLevel(level)
	if err != nil {
		return nil, fmt.Errorf("log.level: %w", err)
	}
	enc := zap.NewProductionEncoderConfig()
	enc.TimeKey, enc.EncodeTime = "time", zapcore.RFC3339NanoTimeEncoder
	enc.EncodeDuration = zapcore.SecondsDurationEncoder
	encoder := zapcore.NewJSONEncoder(enc)
	if format == "console" {
		enc.EncodeTime, enc.EncodeLevel = zapcore.TimeEncoderOfLayout(time.TimeOnly), zapcore.CapitalLevelEncoder
		encoder = zapcore.NewConsoleEncoder(enc)
	}
	return zap.New(zapcore.NewCore(encoder, zapcore.Lock(zapcore.AddSync(w)), at)), nil
}

// quietLogger is the logger of a command that prints a result. The result tells all
// faults; what is left for the log is why writing takes its time. With -v it is all.
func quietLogger(cmd *cobra.Command) (*zap.Logger, error) {
	if on, err := cmd.Flags().GetBool("verbose"); err == nil && on {
		return newLogger(cmd.ErrOrStderr(), "debug", "console")
	}
	log, err := newLogger(cmd.ErrOrStderr(), "warn", "console")
	if err != nil {
		return nil, err
	}
	return log.WithOptions(zap.WrapCore(func(c zapcore.Core) zapcore.Core { return onlyApply{c} })), nil
}

// onlyApply lets through what is logged while changes are made.
type onlyApply struct{ zapcore.Core }

// Check drops what others log.
func (o onlyApply) Check(e zapcore.Entry, ce *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if !strings.HasSuffix(e.LoggerName, ".apply") {
		return ce
	}
	return o.Core.Check(e, ce)
}

// With keeps the filter.
func (o onlyApply) With(fields []zapcore.Field) zapcore.Core { return onlyApply{o.Core.With(fields)} }

// oneOf checks a flag that takes a few words.
func oneOf(flag, value string, words ...string) error {
	if slices.Contains(words, value) {
		return nil
	}
	return fmt.Errorf("%s is %q; it must be one of: %s", flag, value, strings.Join(words, ", "))
}
