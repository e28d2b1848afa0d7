#!/bin/sh
# Installs what uringlab needs: Deno, a C compiler, make, pkg-config, liburing's
# headers, and bpftrace for --trace. Safe to run again; says nothing about what is there.
set -eu

say() { printf 'setup: %s\n' "$*"; }

have() { command -v "$1" >/dev/null 2>&1; }

missing=
have cc || missing="$missing gcc"
have make || missing="$missing make"
have pkg-config || missing="$missing pkg-config"
have pkg-config && pkg-config --exists liburing || missing="$missing liburing-dev"
printf '#include <stdlib.h>\n' | cc -E - >/dev/null 2>&1 || missing="$missing libc6-dev"
have deno || have npm || missing="$missing npm"

can_install() { have apt-get && [ "$(id -u)" = 0 ]; }

# Only --trace needs it, and only root can trace: nobody is kept from exp7.
if ! have bpftrace; then
	if can_install; then
		missing="$missing bpftrace"
	else
		say "bpftrace is missing: exp7 runs without it, exp7 --trace does not"
	fi
fi

if [ -n "$missing" ] && ! can_install; then
	say "cannot install packages here (needs root and apt-get)."
	say "install these, by the names of your distribution:$missing"
	say "Fedora: gcc make pkgconf liburing-devel bpftrace npm; Arch: base-devel liburing bpftrace npm"
	exit 1
fi
if [ -n "$missing" ]; then
	say "apt-get install$missing"
	export DEBIAN_FRONTEND=noninteractive
	log=$(mktemp)
	# shellcheck disable=SC2086 # a list of words
	if ! { apt-get update -qq &&
		apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
		cat "$log"
		say "apt-get could not install$missing"
		exit 1
	fi
	rm -f "$log"
fi

if ! have deno; then
	say "npm install -g deno"
	if ! npm install -g --allow-scripts=deno --loglevel=error deno >/dev/null; then
		say "npm could not install Deno; see https://deno.com for other ways"
		exit 1
	fi
fi
deno --version >/dev/null || {
	say "deno is installed but does not run"
	exit 1
}

make -s -C "$(dirname "$0")/c"
say "ready: deno run -A main.ts exp7"
