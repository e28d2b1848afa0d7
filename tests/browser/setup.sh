#!/bin/sh
# Gets what the test of the report in a browser needs: Debian's Chromium. Safe
# to run again; says nothing when all is there.
set -eu

say() { printf 'browser setup: %s\n' "$*"; }

fail() {
	say "$*" >&2
	exit 1
}

if command -v chromium >/dev/null 2>&1; then
	exit 0
fi
command -v apt-get >/dev/null 2>&1 || fail "needs apt-get and Debian's package chromium"
[ "$(id -u)" = 0 ] || fail "cannot install packages (needs root); missing: chromium"
say "apt-get install chromium"
# Old lists may do.
apt-get update -qq || true
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	--no-install-recommends chromium >/dev/null
