# SPDX-License-Identifier: Apache-2.0
# Two commands for everybody: make demo, make test. The others are their parts.

GO      ?= go
NPM     ?= npm
BIN     := bin/aceso
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo 0.1.0-dev)
LDFLAGS := -s -w -X aceso/internal/cli.Version=$(VERSION)
ASSETS  := internal/serve/web/assets/dist/manifest.json
SCHEMAS := internal/format/cyclonedx/schema/dist/.done

export CGO_ENABLED ?= 0

.PHONY: help demo build assets generate test test-setup test-race check bench assurance fuzz screens clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: build ## set up, build and open the workbench with the demonstration story
	$(BIN) demo

build: assets ## leave the program in bin/aceso
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) .

assets: $(ASSETS) $(SCHEMAS) ## style sheet, script and schemas, made with Node when they are not there

node_modules/.package-lock.json: package.json package-lock.json
	@command -v $(NPM) >/dev/null || { echo "The pages' assets are missing and there is no npm to make them: install Node.js 20 or newer, or copy $(dir $(ASSETS)) from another build." >&2; exit 1; }
	$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

ASSET_SOURCES := $(wildcard internal/serve/web/assets/src/* internal/serve/web/view/*/*.templ internal/serve/web/view/*.templ scripts/assets.mjs)

$(ASSETS): $(ASSET_SOURCES) | node_modules/.package-lock.json
	node scripts/assets.mjs

$(SCHEMAS): | node_modules/.package-lock.json
	sh scripts/schemas.sh node_modules
	@touch $@

generate: ## write generated Go anew (templates)
	$(GO) tool -modfile=tools/go.mod templ generate -path internal/serve/web/view

test: test-setup assets ## everything that proves it: both databases, a real browser, real clients
	ACESO_TEST_REQUIRE=1 $(GO) test -timeout 20m ./...

test-setup: ## PostgreSQL and Chromium from Debian, clients from npm, when they are missing
	sh scripts/test-setup.sh

test-race: ## the packages where things happen at once, under the race detector
	CGO_ENABLED=1 $(GO) test -race -short -timeout 20m ./internal/store/... ./internal/worker/... ./internal/outbound/

check: assets ## form, vet, static analysis, generated code is current
	@test -z "$$($(GO) tool -modfile=tools/go.mod gofumpt -l $$(git ls-files '*.go' | grep -v _templ.go))" || { $(GO) tool -modfile=tools/go.mod gofumpt -l $$(git ls-files '*.go' | grep -v _templ.go); echo "run gofumpt on these" >&2; exit 1; }
	$(GO) vet ./...
	$(GO) tool -modfile=tools/go.mod staticcheck ./...
	$(GO) mod verify
	sh scripts/generated-current.sh

bench: assets ## measure, and write docs/benchmarks.md
	sh scripts/bench.sh

assurance: test-setup assets ## kill, harm, restore and attack for hours, and write docs/assurance.md
	sh scripts/assurance.sh

fuzz: ## ten parsers in turn, half a minute each: those that waited longest (FUZZ_TARGETS, FUZZ_TIME)
	sh scripts/fuzz.sh

screens: test-setup build ## photograph every kind of page into screens/, with contact sheets
	sh scripts/screens.sh

clean: ## remove what was built
	rm -rf bin node_modules $(dir $(ASSETS))*.* $(dir $(SCHEMAS))*.*
