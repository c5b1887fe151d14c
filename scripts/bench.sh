#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures what design promises of speed and size, and writes
# docs/benchmarks.md: the machine, and for each promise the figure, what it was
# measured on, the goal and whether it is met. Takes up to half an hour.
#
# BENCH_SHORT=1 measures small forms in a few minutes and only prints the page.
# ACESO_TEST_PEERS names a folder with the programs of scripts/peers.sh, to be
# measured in the same run; without it those in PATH are.
set -eu
cd "$(dirname "$0")/.."
out=$(mktemp)
trap 'rm -f "$out" "$out.md"' EXIT
load() { cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown; }
before=$(load)
began=$(date +%s)
short=${BENCH_SHORT:+-short}
if [ -n "$short" ]; then
	small=10500 large=30500 bigger=10000 biggest=100000 sent=100 findings=50000 rematched=20000
else
	small=105000 large=305000 bigger=10000 biggest=100000 sent=1000 findings=1000000 rematched=1000000
fi

bench() { # the packages' own benchmarks; their lines are kept
	# shellcheck disable=SC2086
	CGO_ENABLED=0 go test $short -run '^$' -timeout 60m "$@" | tee -a "$out"
}
bench -benchtime 1x -bench '^BenchmarkDecode$' ./internal/format/cyclonedx ./internal/format/spdx
bench -benchtime 3x -bench '^BenchmarkBuildOSV$' ./internal/worker/feed
bench -benchtime 1x -bench . ./internal/app/benchtest
N=$sent bench -benchtime 1x -bench '^BenchmarkAThousandArrivals$/^SQLite$' ./internal/worker
after=$(load)

# n NUMBER: with commas, as people write it.
n() { echo "$1" | sed -e :a -e 's/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/;ta'; }

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
of() { figure "Check/$1/components=$2/advisories=$small" "$3"; } # a peer
over() { ratio "$(of "$1" "$2" "$3")" "$(check "$2" "$small" "$3")"; }
title() {
	printf '\n## %s\n\n| what | measured on | figure | goal | |\n|---|---|---|---|---|\n' "$1"
}
rivals() { # row for a document: WHAT ON BENCHMARK GOAL
	row "$1" "$2" "$(figure "$3" MB/s)" " MB/s"
	row "the same: times the other library" "in turns with it; it reads $(printf %.0f "$(figure "$3" peer-MB/s)") MB/s" "$(figure "$3" times)" " ×" ">=" "$4"
}

{
	cat <<-TEXT
		# Benchmarks

		\`make bench\` measures all this anew and writes this page; no figure is written by hand. \`BENCH_SHORT=1 make bench\` prints a quick look.

		- Machine: $(nproc) cores of $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), $(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GiB of memory. Load $before when it began and $after when it ended, $((($(date +%s) - began) / 60)) minutes later; on a machine that does nothing else it would begin at 0.
		- Program: commit $(git describe --always --dirty), $(go version | cut -d' ' -f3), $(date -u +%Y-%m-%d)
		- Processor time is user and system time of the whole process by the kernel's account, so other programs hardly change it; memory is the kernel's, at its most. Each is the median of five runs, or the least of nine where two libraries take turns. "On the clock" is what a stopwatch says, and says as much about the load as about the program.
		- Made-up advisories are records in OSV's form, about 1.5 KB each, of seven ecosystems (\`internal/app/benchtest\`): as many real ones are not at hand. A document against $(n $large) of them has the same answer as against $(n $small). Real documents and records are of the corpus.
	TEXT
	title "Check a bill of materials"
	row "$(n $bigger) components, full JSON: processor time" "$(n $small) made-up advisories, $(check $bigger $small findings) findings" "$(check $bigger $small cpu-s)" " s"
	row "the same: memory" "" "$(check $bigger $small MiB)" " MiB" "<=" 96
	row "the same: grype takes so many times the processor time" "the same advisories, put into its database by its own library; it finds $(of grype $bigger findings)" "$(over grype $bigger cpu-s)" " ×" ">=" 20
	row "the same: grype takes so many times the memory" "" "$(over grype $bigger MiB)" " ×" ">=" 4
	row "the same: osv-scanner takes so many times the processor time" "the same advisories, \`--offline\`; it finds $(of osv-scanner $bigger findings)" "$(over osv-scanner $bigger cpu-s)" " ×" ">=" 20
	row "the same: osv-scanner takes so many times the memory" "" "$(over osv-scanner $bigger MiB)" " ×"
	row "100 components: processor time" "$(n $small) made-up advisories" "$(check 100 $small cpu-s)" " s"
	row "the same: grype takes so many times the processor time" "" "$(over grype 100 cpu-s)" " ×" ">=" 5
	row "the same: osv-scanner takes so many times the processor time" "" "$(over osv-scanner 100 cpu-s)" " ×"
	row "start to the first answer, on the clock" "1 component, $(n $small) made-up advisories" "$(check 1 $small wall-s)" " s" "<=" 0.1
	row "1,000 to 10,000 components: processor time grows" "$(n $small) made-up advisories" "$(ratio "$(check 10000 $small cpu-s)" "$(check 1000 $small cpu-s)")" " ×" "<=" 10
	row "$(n $small) to $(n $large) advisories: processor time grows" "$(n $bigger) components, the same answer" "$(ratio "$(check $bigger $large cpu-s)" "$(check $bigger $small cpu-s)")" " ×" "<=" 1.3
	row "$(n $biggest) components: processor time" "$(n $small) made-up advisories, $(check $biggest $small findings) findings" "$(check $biggest $small cpu-s)" " s" "<=" 5
	row "the same: memory" "" "$(check $biggest $small MiB)" " MiB" "<=" 512
	row "all known components matched anew: processor time for a million" "$(n $rematched) distinct, $(n $large) made-up advisories, $(figure Check/rematch matches) matches" "$(figure Check/rematch cpu-s/million)" " s" "<=" 15

	title "Read documents"
	rivals "CycloneDX JSON, against cyclonedx-go" "generated, 10,000 components" Decode/generated-10k 2
	rivals "CycloneDX JSON, against cyclonedx-go" "juice-shop, real" Decode/juice-shop 2
	rivals "CycloneDX JSON, against cyclonedx-go" "keycloak, real" Decode/keycloak 2
	rivals "CycloneDX XML, against cyclonedx-go" "protonmail, real" Decode/protonmail.xml 2
	rivals "SPDX JSON, against spdx/tools-golang" "openshift container storage, real, 14 MB" Decode 5

	title "Build a bundle"
	row "OSV records a second and core" "$(n $small) made-up" "$(figure Check/build/advisories=$small records/cpu-s)" "" ">=" 20000
	row "OSV records a second and core" "$(n $large) made-up" "$(figure Check/build/advisories=$large records/cpu-s)" "" ">=" 20000
	row "OSV records a second and core" "corpus, real" "$(figure BuildOSV records/cpu-s)" "" ">=" 20000
	row "memory" "$(n $large) made-up" "$(figure Check/build/advisories=$large MiB)" " MiB"
	row "the bundle's file" "$(n $large) made-up" "$(figure Check/build/advisories=$large file-MiB)" " MiB"
	row "resident for each name in the index" "$(n $large) made-up" "$(figure Check/resident bytes/key)" " bytes" "<=" 400

	title "The server"
	row "$(n $sent) bills of materials of 500 parts, first import to last finding, on the clock" "20,000 distinct parts, a tenth weak; SQLite, fsync before each answer; within the program" "$(figure AThousandArrivals/SQLite s-stored)" " s" "<=" 60
	row "the same: processor time" "" "$(figure AThousandArrivals/SQLite cpu-s)" " s"
	row "the same by HTTP, four senders: bills of materials a second, on the clock" "$(figure Loaded boms) of 500 parts, made-up names" "$(figure Loaded boms/s)" ""
	row "the same: processor time for each" "" "$(figure Loaded cpu-ms/bom)" " ms"
	row "the same: what as many more cost when twice as many are stored" "other parts in each round; processor time, the least of three servers" "$(figure Loaded %more)" " %" "<=" 8
	row "the same: memory at its most" "" "$(figure Loaded peak-MiB)" " MiB" "<=" 512
	row "the largest document that is let in: memory for each MiB of it" "$(printf %.0f "$(figure Largest sent-MiB)") MiB, $(n "$(printf %.0f "$(figure Largest components)")") components, imported and matched" "$(figure Largest MiB/MiB)" " MiB" "<=" 64
	row "the same: memory at its most" "" "$(figure Largest peak-MiB)" " MiB"
	row "the same: processor time" "" "$(figure Largest cpu-s)" " s"
	row "ready after the first start, on the clock" "an empty folder" "$(figure Ready first-s)" " s" "<=" 1
	row "ready after another start, on the clock" "an empty organisation" "$(figure Ready again-s)" " s" "<=" 1
	row "memory while nobody asks" "the demonstration" "$(figure Demonstration idle-MiB)" " MiB"
	row "first load of a page, gzip, all $(figure Demonstration requests) requests" "the demonstration" "$(figure Demonstration page-KiB)" " KiB" "<=" 150
	row "ready, on the clock" "$(n $findings) findings" "$(ratio "$(figure Pages ready-ms)" 1000)" " s" "<=" 3
	row "page with a list of 50: p50, on the clock" "$(n $findings) findings, 9 orders × 5 filters, one after the other" "$(figure Pages p50-ms)" " ms"
	row "the same: p95, on the clock" "" "$(figure Pages p95-ms)" " ms" "<=" 100
	row "the same: p95 of processor time" "" "$(figure Pages cpu-p95-ms)" " ms" "<=" 100
	row "the first page of the list: processor time" "$(n $findings) findings, 200 times" "$(figure Pages cpu-ms/page)" " ms"
	row "the same, 300 requests a second, open loop: p99, on the clock" "10 s; who asks shares the cores" "$(figure Pages open-p99-ms)" " ms" "<=" 25
	row "memory at its most" "$(n $findings) findings, after that" "$(figure Pages peak-MiB)" " MiB" "<=" 512
	row "the program's file" "stripped" "$(figure Binary MiB)" " MiB" "<=" 60
	cat <<-TEXT

		## Not measured

		- csaf-validator-lib as a peer of \`advisory validate\`; assets and what is affected among them; 5,000 bills of materials of 2,000 with a million assets in one store, and disk at that size.
	TEXT
	for peer in grype osv-scanner; do
		[ -n "$(of $peer $bigger cpu-s)" ] || echo "- $peer: not found in this run. \`sh scripts/peers.sh FOLDER\` builds it, and ACESO_TEST_PEERS names the folder."
	done
} >"$out.md"
if [ -n "$short" ]; then
	echo
	cat "$out.md"
else
	cp "$out.md" docs/benchmarks.md
fi
