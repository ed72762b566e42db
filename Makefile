# syncd: `make` lists what can be made.
SHELL := /bin/bash
.DEFAULT_GOAL := help
GO ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
TAGS := failpoint
SEEDS ?= 300
RACE_SEEDS ?= 60
SOAK ?= 3000
FUZZTIME ?= 20s

export CGO_ENABLED ?= 0

.PHONY: help build demo test race fuzz soak lint generate check clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-10s %s\n", $$1, $$2}'

build: ## build bin/syncd, one static binary
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/syncd ./cmd/syncd

demo: build ## run the whole thing on a simulated Jira, on loopback; Ctrl-C ends it
	./bin/syncd demo

test: ## run all tests (no root, no network, no services; those of PostgreSQL and Prometheus where they are installed)
	@compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || \
		echo "PostgreSQL is not installed: skipped are TestPostgres*, TestInstances*, TestConvergeInstances, TestStopped, TestServerAway, TestKilledInstance and a few more"
	@command -v prometheus >/dev/null && command -v promtool >/dev/null || \
		echo "Prometheus is not installed: skipped are TestEveryQueryHasData and TestRules"
	@/usr/bin/python3 -I -c 'from jira import JIRA' 2>/dev/null || echo "python3-jira is not installed: skipped is TestPythonJira"
	@command -v chromium chromium-browser google-chrome >/dev/null || \
		echo "Chromium is not installed: skipped are TestEveryPageInABrowser, TestPagesInABrowser, TestFaultsAreSeen and TestSoundPageHasNoFaults"
	CONVERGE_SEEDS=$(SEEDS) $(GO) test $(TESTFLAGS) -tags $(TAGS) ./...

race: ## run all tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 CONVERGE_SEEDS=$(RACE_SEEDS) $(GO) test -race -tags $(TAGS) -timeout 30m ./...

fuzz: ## fuzz every parser for FUZZTIME each
	@set -e; for target in $$($(GO) list ./... | xargs -n1 -I{} sh -c '$(GO) test -list "^Fuzz" {} 2>/dev/null | grep ^Fuzz | sed "s|^|{} |"' | tr ' ' ':'); do \
		pkg=$${target%%:*}; name=$${target##*:}; echo "== $$pkg $$name"; \
		$(GO) test $$pkg -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME); done

soak: ## run SOAK seeds of the converge test
	CONVERGE_SEEDS=$(SOAK) $(GO) test -tags $(TAGS) ./internal/app/converge -run TestConverge -timeout 6h -v

lint: ## vet, formatting, rooms
	@test -z "$$(gofmt -l cmd internal)" || { echo "not formatted:"; gofmt -l cmd internal; exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags $(TAGS) ./...

generate: build ## rewrite every generated file
	./bin/syncd schema > configs/syncd.schema.json
	./bin/syncd docs commands > docs/commands.md
	./bin/syncd docs metrics > docs/metrics.md
	./bin/syncd docs configuration > docs/configuration.md
	./bin/syncd docs sources > docs/sources.md
	./bin/syncd docs readme README.md
	./bin/syncd dashboards dashboards >/dev/null

check: lint generate ## lint, and fail if a generated file is not what the code says
	@if git rev-parse --git-dir >/dev/null 2>&1; then git diff --exit-code || { echo "generated files have drifted: commit what 'make generate' wrote"; exit 1; }; fi
	@.ci/unit deploy/systemd/syncd.service

clean: ## remove what was built
	rm -rf bin dist screenshots
