#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fuzzes some of the targets, one after the other: those that were fuzzed
# longest ago, so that each has its turn. What breaks one is left by go test in
# testdata/fuzz and fails every test run from then on.
#
#   FUZZ_TARGETS=10 FUZZ_TIME=30s scripts/fuzz.sh
#   FUZZ_ONLY=ParseCPE scripts/fuzz.sh    those whose name holds this
set -u
cd "$(dirname "$0")/.."
turns=bin/fuzzed # a file for each target, as old as its last turn
mkdir -p "$turns"
targets() {
	grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' internal | sed -E 's|^(.*)/[^/]*:func (.*)$|\1 \2|' | grep -- "${FUZZ_ONLY:-}" |
		while read -r package name; do
			stamp="$turns/$(echo "$package" | tr / .).$name"
			echo "$(stat -c %Y "$stamp" 2>/dev/null || echo 0) $package $name $stamp"
		done | sort -n -k1,1 -k2 | head -n "${FUZZ_TARGETS:-10}"
}
targets | { failed=0
	while read -r _ package name stamp; do
		echo "== $package $name"
		go test "./$package" -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZ_TIME:-30s}" -parallel "$(nproc)" || failed=1
		touch "$stamp"
	done
	exit $failed
}
