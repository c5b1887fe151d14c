#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures what design promises of speed and size, and writes
# docs/benchmarks.md: the machine, and for each promise the figure, what it was
# measured on, the goal and whether it is met. With OSV_SCANNER=PATH the peer
# is measured in the same run. Takes about ten minutes on two free cores.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp)
trap 'rm -f "$out" "$out.md"' EXIT
load=$(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown)

bench() { # the packages' own benchmarks; their lines are kept
	CGO_ENABLED=0 go test -run '^$' -timeout 30m "$@" | tee -a "$out"
}
bench -benchtime 1x -bench . ./internal/app/benchtest
bench -benchtime 1s -bench '^BenchmarkDecode$' ./internal/format/cyclonedx ./internal/format/spdx
bench -benchtime 3x -bench '^BenchmarkBuildOSV$' ./internal/worker/feed
bench -benchtime 1x -bench '^BenchmarkAThousandArrivals$/^SQLite$' ./internal/worker

# figure NAME UNIT: what the benchmark of that name says in that unit.
figure() {
	awk -v name="Benchmark$1" -v unit="$2" '{ sub(/-[0-9]+$/, "", $1) } $1 == name { for (i = 2; i < NF; i++) if ($(i + 1) == unit) { print $i; exit } }' "$out"
}

# ratio A B: how many times B goes into A.
ratio() {
	if [ -n "$1" ] && [ -n "$2" ]; then awk -v a="$1" -v b="$2" 'BEGIN { print a / b }'; fi
}

# row WHAT ON FIGURE UNIT "<=" GOAL UNIT: one line of the table. Without a
# goal nothing is claimed; without a figure it says so.
row() {
	awk -v what="$1" -v on="$2" -v f="$3" -v unit="$4" -v sign="${5:-}" -v goal="${6:-}" 'BEGIN {
		if (f == "") { figure = "not measured"; met = "" }
		else {
			figure = (f >= 100 ? sprintf("%.0f", f) : f >= 10 ? sprintf("%.1f", f) : sprintf("%.2g", f)) unit
			met = goal == "" ? "" : (sign == "<=" ? f <= goal : f >= goal) ? "met" : "**missed**"
		}
		shown = goal == "" ? "" : (sign == "<=" ? "≤ " : "≥ ") goal unit
		printf "| %s | %s | %s | %s | %s |\n", what, on, figure, shown, met
	}'
}

check() { figure "Check/aceso/components=$1/advisories=$2" "$3"; }
peer() { figure "Check/osv-scanner/components=$1/advisories=105000" "$2"; }
decode() { ratio "$(figure "Decode/$1/aceso" MB/s)" "$(figure "Decode/$1/cyclonedx-go" MB/s)"; }

{
	cat <<-TEXT
		# Benchmarks

		\`make bench\` measures all this anew and writes this page.

		- Machine: $(nproc) cores of $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), $(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GiB of memory; load $load when it began
		- Program: commit $(git describe --always --dirty), $(go version | cut -d' ' -f3), $(date -u +%Y-%m-%d)
		- Processor time and memory are those of the whole process by the kernel's account, the median of five runs. Times on the clock depend on what else the machine did.
		- Made-up advisories are records in OSV's form, about 1.5 KB each, of seven ecosystems (\`internal/app/benchtest\`). A document against 305,000 of them has the same answer as against 105,000.

		## Check a bill of materials

		| what | measured on | figure | goal | |
		|---|---|---|---|---|
	TEXT
	row "10,000 components, full JSON: processor time" "105,000 made-up advisories, $(check 10000 105000 findings) findings" "$(check 10000 105000 cpu-s)" " s"
	row "the same: memory" "" "$(check 10000 105000 MiB)" " MiB" "<=" 96
	row "the same: osv-scanner takes so many times the processor time" "the same advisories and document; it finds $(peer 10000 findings)" "$(ratio "$(peer 10000 cpu-s)" "$(check 10000 105000 cpu-s)")" " ×" ">=" 20
	row "100 components: processor time" "105,000 made-up advisories" "$(check 100 105000 cpu-s)" " s"
	row "the same: osv-scanner takes so many times the processor time" "the same advisories and document" "$(ratio "$(peer 100 cpu-s)" "$(check 100 105000 cpu-s)")" " ×" ">=" 5
	row "start to the first answer, on the clock" "1 component, 105,000 made-up advisories" "$(check 1 105000 wall-s)" " s" "<=" 0.1
	row "1,000 to 10,000 components: processor time grows" "105,000 made-up advisories" "$(ratio "$(check 10000 105000 cpu-s)" "$(check 1000 105000 cpu-s)")" " ×" "<=" 10
	row "105,000 to 305,000 advisories: processor time grows" "10,000 components, the same answer" "$(ratio "$(check 10000 305000 cpu-s)" "$(check 10000 105000 cpu-s)")" " ×" "<=" 1.3
	row "100,000 components: processor time" "105,000 made-up advisories, $(check 100000 105000 findings) findings" "$(check 100000 105000 cpu-s)" " s" "<=" 5
	row "the same: memory" "" "$(check 100000 105000 MiB)" " MiB" "<=" 512
	cat <<-TEXT

		## Read documents

		| what | measured on | figure | goal | |
		|---|---|---|---|---|
	TEXT
	row "CycloneDX JSON" "generated, 10,000 components" "$(figure Decode/generated-10k/aceso MB/s)" " MB/s"
	row "the same: times cyclonedx-go" "" "$(decode generated-10k)" " ×" ">=" 2
	row "CycloneDX JSON, times cyclonedx-go" "juice-shop, real" "$(decode juice-shop)" " ×" ">=" 2
	row "CycloneDX JSON, times cyclonedx-go" "keycloak, real" "$(decode keycloak)" " ×" ">=" 2
	row "CycloneDX XML, times cyclonedx-go" "protonmail, real" "$(decode protonmail.xml)" " ×" ">=" 2
	row "SPDX JSON" "openshift container storage, real, 14 MB" "$(figure Decode/aceso MB/s)" " MB/s"
	row "the same: times spdx/tools-golang" "" "$(ratio "$(figure Decode/aceso MB/s)" "$(figure Decode/tools-golang MB/s)")" " ×" ">=" 5
	cat <<-TEXT

		## Build a bundle

		| what | measured on | figure | goal | |
		|---|---|---|---|---|
	TEXT
	row "OSV records a second and core" "105,000 made-up" "$(figure Check/build/advisories=105000 records/cpu-s)" "" ">=" 20000
	row "OSV records a second and core" "305,000 made-up" "$(figure Check/build/advisories=305000 records/cpu-s)" "" ">=" 20000
	row "OSV records a second and core" "corpus, real" "$(figure BuildOSV records/cpu-s)" "" ">=" 20000
	row "memory" "305,000 made-up" "$(figure Check/build/advisories=305000 MiB)" " MiB"
	row "the bundle's file" "305,000 made-up" "$(figure Check/build/advisories=305000 file-MiB)" " MiB"
	row "resident for each name in the index" "305,000 made-up" "$(figure Check/resident bytes/key)" " bytes" "<=" 400
	cat <<-TEXT

		## The server

		| what | measured on | figure | goal | |
		|---|---|---|---|---|
	TEXT
	row "1,000 bills of materials of 500 parts: from the first to the last finding" "20,000 distinct parts, a tenth weak; SQLite, fsync before each answer; within the program" "$(figure AThousandArrivals/SQLite s-stored)" " s" "<=" 60
	row "the same by HTTP, four senders: bills of materials a second" "600 of 500 parts, made-up names" "$(figure Loaded boms/s)" ""
	row "the same: processor time for each" "" "$(figure Loaded cpu-ms/bom)" " ms"
	row "the same: what 200 more cost when 400 are stored instead of 200" "other parts in each round" "$(figure Loaded %more)" " %" "<=" 8
	row "the same: memory at its most" "" "$(figure Loaded peak-MiB)" " MiB" "<=" 512
	row "ready after the first start" "an empty folder" "$(figure Ready first-s)" " s" "<=" 1
	row "ready after another start" "an empty organisation" "$(figure Ready again-s)" " s" "<=" 1
	row "memory while nobody asks" "the demonstration" "$(figure Demonstration idle-MiB)" " MiB"
	row "first load of a page, gzip, all $(figure Demonstration requests) requests" "the demonstration" "$(figure Demonstration page-KiB)" " KiB" "<=" 150
	row "ready" "a million findings" "$(ratio "$(figure Pages ready-ms)" 1000)" " s" "<=" 3
	row "page with a list of 50: p50" "a million findings, 9 orders × 5 filters, one after the other" "$(figure Pages p50-ms)" " ms"
	row "the same: p95" "" "$(figure Pages p95-ms)" " ms" "<=" 100
	row "the same page, 300 requests a second, open loop: p99" "a million findings, 10 s; who asks shares the cores" "$(figure Pages open-p99-ms)" " ms" "<=" 25
	row "memory at its most" "a million findings, after that" "$(figure Pages peak-MiB)" " MiB" "<=" 512
	row "the program's file" "stripped" "$(figure Binary MiB)" " MiB" "<=" 60
	cat <<-TEXT

		## Not measured

		- grype as a peer: it needs a database of its own that this machine can't have.
		- csaf-validator-lib as a peer of \`advisory validate\`; the search over a million assets; the whole re-match of a million components; disk at full size.
	TEXT
	[ -n "${OSV_SCANNER:-}" ] || echo "- osv-scanner as a peer: set OSV_SCANNER to the path of that program (2.5)."
} >"$out.md"
cp "$out.md" docs/benchmarks.md
