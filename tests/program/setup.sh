#!/bin/sh
# Gets what the tests watch the program with: strace, and GNU time, which tells
# how much memory it took. Safe to run again; says nothing when all is there.
set -eu

say() { printf 'program setup: %s\n' "$*"; }

missing=
command -v strace >/dev/null 2>&1 || missing="$missing strace"
[ -x /usr/bin/time ] || missing="$missing time"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1 || [ "$(id -u)" != 0 ]; then
	say "cannot install packages (needs root and apt-get); missing:$missing" >&2
	exit 1
fi
say "apt-get install$missing"
# Old lists may do.
apt-get update -qq || true
# shellcheck disable=SC2086 # a list of words
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	--no-install-recommends $missing >/dev/null
