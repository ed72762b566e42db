package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/coreos/go-systemd/v22/daemon"
	"github.com/spf13/cobra"
	"go.uber.org/zap"
	"golang.org/x/sys/unix"

	"syncd/internal/app"
	"syncd/internal/config"
)

// runCommand is the daemon.
func runCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run the daemon: cycles on a schedule, pages, metrics",
		Long: `Run the daemon: every sync runs once at the start and then on its schedule. Pages,
API and metrics are on web.listen; commands reach the daemon through its control
socket. It is meant to run under systemd and logs JSON to standard error.

SIGHUP reads the configuration again; a faulty one is refused and the old one stays
at work. SIGTERM and Ctrl-C let cycles under way end, for at most 25 seconds.

Exit codes: 0 stopped as asked · 1 could not start, or lost its listener or store`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			log, err := newLogger(cmd.ErrOrStderr(), cfg.Log.Level, cfg.Log.Format)
			if err != nil {
				return err
			}
			hup := make(chan os.Signal, 1)
			signal.Notify(hup, syscall.SIGHUP) // from here on it reloads and no longer kills
			d, err := app.OpenDaemon(cmd.Context(), app.Options{Config: cfg, Environ: os.Environ(), Version: version, Log: log,
				Load: func() (*config.Config, config.Report) { return reloaded(cmd) }}, tellSystemd(log))
			if err != nil {
				return err
			}
			defer reloadOnHangup(cmd.Context(), d, hup)()
			return d.Run(cmd.Context())
		},
	}
	configFlags(cmd)
	return cmd
}

// reloaded loads the configuration as at the start.
func reloaded(cmd *cobra.Command) (*config.Config, config.Report) {
	opt, err := loadOptions(cmd)
	if err != nil {
		return nil, config.Report{Faults: []config.Fault{{Text: err.Error()}}}
	}
	return config.Load(opt)
}

// reloadOnHangup reloads at each SIGHUP until the returned function is called.
func reloadOnHangup(ctx context.Context, d *app.Daemon, hup chan os.Signal) func() {
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-hup:
				_ = d.Reload(ctx) // it logs the outcome itself: nobody waits for an answer
			}
		}
	}()
	return func() {
		signal.Stop(hup)
		close(done)
	}
}

// tellSystemd returns the way to the service manager; without one it says nothing.
func tellSystemd(log *zap.Logger) func(string) {
	return func(state string) {
		if state == daemon.SdNotifyReloading {
			state += monotonic()
		}
		if _, err := daemon.SdNotify(false, state); err != nil {
			log.Warn("service manager cannot be told", zap.String("state", state), zap.Error(fmt.Errorf("notify: %w", err)))
		}
	}
}

// monotonic is the clock that the service manager orders reloads by (Type=notify-reload).
func monotonic() string {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		return ""
	}
	return fmt.Sprintf("\nMONOTONIC_USEC=%d", now.Nano()/1000)
}
