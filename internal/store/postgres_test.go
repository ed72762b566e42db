package store_test

import (
	"testing"

	"syncd/internal/store"
	"syncd/internal/store/pgtest"
	"syncd/internal/store/storetest"
)

func TestPostgres(t *testing.T) {
	pgtest.Of(t)
	storetest.Run(t, func(t *testing.T) *store.Store {
		return open(t, store.Options{Path: pgtest.Database(t), NoSync: true})
	})
}
