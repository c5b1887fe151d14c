#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tries for hours what the tests try for seconds, and writes docs/assurance.md:
# commit, machine, seeds, and for each rule how often it was tried and what
# came of it. Nothing in that page is written by hand.
#
# ACESO_TEST_ROUNDS="kill-sqlite=500 restore=20" changes how often something is
# tried; the page tells what was really done. ACESO_TEST_SEED repeats a run.
set -u
cd "$(dirname "$0")/.."
usual="kill-sqlite=10000 kill-postgres=2000 swap=500 stop=500 tamper=1000 harm=1000 restore=200 hostile=400"
rounds="${ACESO_TEST_ROUNDS:-} $usual" # the first of a name counts
told=$(mktemp)
trap 'rm -f "$told" "$told.md"' EXIT
began=$(date +%s)
failed=0
export ACESO_TEST_TOLD="$told" ACESO_TEST_ROUNDS="$rounds" ACESO_TEST_REQUIRE=1
go test -count=1 -timeout 24h ./internal/app/crashtest || failed=1
go test -count=1 -timeout 2h ./internal/app/apptest ./internal/worker/feed ./internal/app/browsertest || failed=1

{
	cat <<-TEXT
		# Assurance

		\`make assurance\` tries all this anew and writes this page; no figure is written by hand. A short form of each runs in \`make test\`.

		- Machine: $(nproc) cores of $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), $(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GiB of memory
		- Program: commit $(git describe --always --dirty), $(go version | cut -d' ' -f3), $(date -u +%Y-%m-%d), $((($(date +%s) - began) / 60)) minutes
		- A killed process is not a power failure: the kernel goes on, and writes what it was given. Power failure and failing disks are not tried here.

		| what | times | what came of it | verdict | test |
		|---|--:|---|---|---|
	TEXT
	sort -t "$(printf '\t')" -k5,5 -k2,2 "$told" | awk -F '\t' '{ gsub(/\|/, "\\|"); printf "| %s | %s | %s | %s | `%s` |\n", $2, $3, $4, ($1 == "passed" ? "passed" : "**failed**"), $5 }'
	[ "$failed" = 0 ] || printf '\nThis run failed: see what the tests printed.\n'
} >"$told.md"
cp "$told.md" docs/assurance.md
exit $failed
