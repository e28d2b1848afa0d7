#!/bin/sh
# Installs what the tests of faults need: libfuse, for a file that fails when it
# is told to. Safe to run again; says nothing when all is there.
set -eu

say() { printf 'faults setup: %s\n' "$*"; }

pkg-config --exists fuse3 && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	say "needs root and apt-get; missing: libfuse3-dev" >&2
	exit 1
fi
say "apt-get install libfuse3-dev"
apt-get update -qq || true
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	--no-install-recommends libfuse3-dev >/dev/null
