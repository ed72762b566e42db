package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"syncd/internal/app"
	"syncd/internal/record"
	"syncd/internal/store"
)

// runner is who runs cycles and holds the brake: the daemon, if one runs on the same
// store, or a house of our own.
type runner interface {
	brakeHolder
	Syncs() []string
	Aim() app.Aim
	Cycle(ctx context.Context, ask app.Ask) (record.Cycle, error)
	Say(ctx context.Context, s app.Say) ([]string, error)
	Claim(ctx context.Context) (record.Home, error)
	TestNotifier(ctx context.Context, name string) error
	Close() error
}

// open returns whoever may write to the configured store. One process writes a
// store: if a daemon answers on the control socket, it does the work, with its
// credentials.
func open(cmd *cobra.Command) (runner, error) {
	cfg, err := loadConfig(cmd)
	if err != nil {
		return nil, err
	}
	remote, err := app.Dial(cmd.Context(), cfg.Control.Socket)
	if err != nil {
		return nil, err
	}
	if remote != nil {
		if at := remote.Status().Store; at != cfg.Store.Path {
			return nil, fmt.Errorf("the daemon on %s works on another store, %s: correct control.socket or store.url", cfg.Control.Socket, at)
		}
		return remote, nil
	}
	log, err := quietLogger(cmd)
	if err != nil {
		return nil, err
	}
	house, err := app.Open(cmd.Context(), app.Options{Config: cfg, Environ: os.Environ(), Version: version, Log: log, Pulled: pulling(cmd.ErrOrStderr())})
	if errors.Is(err, store.ErrInUse) {
		return nil, fmt.Errorf("%w; it does not answer on its control socket %s", err, cfg.Control.Socket)
	}
	if err != nil {
		return nil, err
	}
	return house, nil
}
