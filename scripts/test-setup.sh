#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what the tests drive and the program does not need: PostgreSQL,
# Chromium, strace, and clients from npm. What is there is left alone.
set -eu
cd "$(dirname "$0")/.."

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

missing=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v strace >/dev/null 2>&1 || missing="$missing strace"
if [ -n "$missing" ]; then
	command -v apt-get >/dev/null 2>&1 || { echo "The tests need$missing and this system has no apt-get: install them by hand." >&2; exit 1; }
	echo "Installing for the tests:$missing" >&2
	as_root apt-get update -qq
	# the packages' own cluster is not wanted: the tests start one of their own
	as_root mkdir -p /etc/postgresql-common
	[ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
	# shellcheck disable=SC2086
	DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

# Not "npm ci": the clients name packages for other systems that need not be
# on every mirror, and that is all it would complain of.
if [ ! -e scripts/testtools/node_modules/.done ] || [ scripts/testtools/package-lock.json -nt scripts/testtools/node_modules/.done ]; then
	(cd scripts/testtools && npm install --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error && touch node_modules/.done)
fi
