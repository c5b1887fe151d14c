#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the benchmarks of every room, one after the other, and prints what the
# machine was. docs/benchmarks.md holds figures of one such run.
set -eu
cd "$(dirname "$0")/.."
echo "$(nproc) cores, $(go version), commit $(git rev-parse --short HEAD), $(date -u +%Y-%m-%d)"
go test -run '^$' -bench . -benchtime 1s -timeout 30m ./internal/value/... ./internal/domain/... ./internal/format/... ./internal/store/intel ./internal/worker/... | grep -E '^(Benchmark|pkg:|ok)'
