#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Photographs every kind of page of the demonstration into the folder screens:
# four looks each, and contact sheets of them.
set -eu
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
bin/aceso demo --data "$dir/data" --addr 127.0.0.1:0 --no-browser >"$dir/out" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server 2>/dev/null || true; rm -rf "$dir"' EXIT
link=""
for _ in $(seq 300); do
	link=$(grep -o 'http://127.0.0.1:[0-9]*/welcome?key=[^ ]*' "$dir/out" | head -1) || true
	[ -z "$link" ] || break
	sleep 0.1
done
[ -n "$link" ] || { cat "$dir/out" >&2; echo "The demonstration did not start." >&2; exit 1; }
sleep 2 # until what came with the story is matched
rm -rf screens
(cd scripts/testtools && node screens.mjs "$link" ../../screens)
