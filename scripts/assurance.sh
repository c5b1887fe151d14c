#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tries for hours what the tests try for seconds, part by part, and keeps what
# came of it in docs/assurance.tsv, from which docs/assurance.md is computed:
# for each thing that was tried how often, with which seed, at which commit.
#
#   scripts/assurance.sh                                   all parts
#   ACESO_TEST_ONLY="tamper kill-sqlite" scripts/assurance.sh    these parts; the others' results stay
#   ACESO_TEST_ONLY=list scripts/assurance.sh              the names of the parts
#   ACESO_TEST_ROUNDS="kill-sqlite=500 restore=20" …       how often something is tried
#   ACESO_TEST_SEED=7 …                                    a run again, with the same chances
set -u
cd "$(dirname "$0")/.."

# A part is a name, a package, the tests of it, and what they count themselves by.
parts() {
	sed 's/#.*//; /^[[:space:]]*$/d' <<-'PARTS'
		kill-sqlite    internal/app/crashtest   LostToAKillOnSQLite$         kill-sqlite=10000
		kill-postgres  internal/app/crashtest   LostToAKillOnPostgreSQL$     kill-postgres=2000
		swap           internal/app/crashtest   TestAKillDuringASwap         swap=500
		stop           internal/app/crashtest   TestAPoliteStop|TestMoreReq  stop=500
		flush          internal/app/crashtest   BeforeItIsFlushed$           flush=2000
		fault          internal/app/crashtest   TestAFailingDisk             fault=200
		nth            internal/app/crashtest   TestTheNthCall               nth=100000
		full           internal/app/crashtest   TestAFullDisk                full=100
		tamper         internal/app/crashtest   TestTampering                tamper=1000
		harm           internal/app/crashtest   TestAHarmedFile              harm=1000
		restore        internal/app/crashtest   TestABackupMade              restore=200
		proof          internal/cli             TestNoMalformedProof         proof=5000
		config         internal/cli             TestEveryBadConfiguration
		routes         internal/app/apptest     .
		feeds          internal/worker/feed     .
		browser        internal/app/browsertest .                            hostile=400
	PARTS
}

only=${ACESO_TEST_ONLY:-$(parts | awk '{ print $1 }')}
if [ "$only" = list ]; then
	parts
	exit
fi
for name in $only; do
	parts | awk -v n="$name" '$1 == n { found = 1 } END { exit !found }' || { echo "There is no part \"$name\": ACESO_TEST_ONLY=list tells which there are." >&2; exit 2; }
done

kept=docs/assurance.tsv
told=$(mktemp)
trap 'rm -f "$told" "$told.new"' EXIT
commit=$(git rev-parse --short=12 HEAD)
git diff --quiet HEAD -- . ':!docs' || commit="$commit, changed"
machine="$(nproc) cores of $(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), $(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GiB of memory, $(go version | cut -d' ' -f3)"
: "${ACESO_TEST_SEED:=$(od -An -N6 -tu8 /dev/urandom | tr -d ' ')}"
export ACESO_TEST_SEED ACESO_TEST_TOLD="$told" ACESO_TEST_REQUIRE=1
asked=${ACESO_TEST_ROUNDS:-}

# merge PART ENDED SECONDS: what the part told takes the place of what it told before.
merge() {
	[ -e "$kept" ] || printf 'part\ttest\twhat\ttimes\tcame\tverdict\tseed\tcommit\tdate\tseconds\tmachine\n' >"$kept"
	awk -F '\t' -v OFS='\t' -v part="$1" -v ended="$2" -v took="$3" -v commit="$commit" -v date="$(date -u +%Y-%m-%d)" -v machine="$machine" '
		FILENAME == ARGV[1] { fresh[$1 FS $2] = 1; rows[++n] = part OFS $0 OFS commit OFS date OFS took OFS machine; next }
		FNR == 1 || $1 != part || (!(($2 FS $3) in fresh) && $3 != "the part as a whole") { print }
		END {
			for (i = 1; i <= n; i++) print rows[i]
			if (ended != 0) print part, "-", "the part as a whole", 1, "it did not end well: see what the tests print", "FAILED", "-", commit, date, took, machine
		}' "$told" "$kept" >"$told.new" && cp "$told.new" "$kept"
}

failed=0
for name in $only; do
	began=$(date +%s)
	parts | awk -v n="$name" '$1 == n' | while read -r _ package tests usual; do
		# the first of a name counts
		ACESO_TEST_ROUNDS="$asked $usual" go test -count=1 -timeout 24h "./$package" -run "$tests"
	done
	ended=$?
	[ "$ended" = 0 ] || failed=1
	merge "$name" "$ended" "$(($(date +%s) - began))"
	: >"$told"
done
go test . -run Docs -update >/dev/null || failed=1
[ "$failed" = 0 ] || echo "This run failed: see what the tests printed, and docs/assurance.md." >&2
exit $failed
