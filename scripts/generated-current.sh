#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fails when generated Go is not what its sources give.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r internal/serve/web/view "$work/view"
go tool -modfile=tools/go.mod templ generate -path "$work/view" >/dev/null 2>&1
diff -r internal/serve/web/view "$work/view" >/dev/null || { echo "The pages' Go code is older than its templates: run make generate and commit." >&2; exit 1; }
