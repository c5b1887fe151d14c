#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the programs that make bench measures against, into a folder of their
# own: osv-scanner, grype, and what gives grype a database of the same
# advisories. The program itself needs none of them.
#
#   sh scripts/peers.sh /tmp/peers && ACESO_TEST_PEERS=/tmp/peers make bench
set -eu
[ $# = 1 ] || { echo "usage: scripts/peers.sh FOLDER" >&2; exit 2; }
mkdir -p "$1"
to=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."
mkdir -p "$to/src/grypedb"
cp internal/app/benchtest/testdata/grypedb/main.go "$to/src/grypedb/"
cd "$to/src"
# go-spdx is named because the version that grype asks for is not served.
cat >go.mod <<-MOD
	module peers

	go 1.26

	require (
		github.com/anchore/grype v0.121.0
		github.com/github/go-spdx/v2 v2.8.0
	)
MOD
export CGO_ENABLED=0 GOFLAGS=-mod=mod
go build -o "$to/" github.com/anchore/grype/cmd/grype ./grypedb
GOBIN=$to go install github.com/google/osv-scanner/v2/cmd/osv-scanner@v2.5.0
