#!/bin/sh
# Installs what uringlab needs: Deno, a C compiler, make, pkg-config, liburing's
# headers, and clang and libbpf for the tracer. With --tests also what its tests
# need, with --prefix the program itself below a directory. Safe to run again; it
# says nothing about what is there already.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

say() { printf 'setup: %s\n' "$*"; }

usage() {
	cat <<-'END'
		Usage: sh setup.sh [--tests] [--prefix DIR]

		Installs what uringlab needs and builds its library: ./uringlab then runs it.
		  --tests       also install what `deno task ok` needs
		  --prefix DIR  also install it as DIR/bin/uringlab, which needs no checkout
	END
}

tests=
prefix=
while [ $# -gt 0 ]; do
	case $1 in
	--tests) tests=yes ;;
	--prefix=?*) prefix=${1#*=} ;;
	--prefix)
		prefix=${2-}
		[ -n "$prefix" ] || {
			say "--prefix needs a directory" >&2
			exit 2
		}
		shift
		;;
	-h | --help)
		usage
		exit 0
		;;
	*)
		say "unknown option $1; there are --tests and --prefix DIR" >&2
		exit 2
		;;
	esac
	shift
done

have() { command -v "$1" >/dev/null 2>&1; }

# The oldest that the library can be built with: see c/compat.h.
liburing=0.7

missing=
have cc || missing="$missing gcc"
have make || missing="$missing make"
have pkg-config || missing="$missing pkg-config"
has_liburing() { have pkg-config && pkg-config --atleast-version="$liburing" liburing; }
has_liburing || missing="$missing liburing-dev"
printf '#include <stdlib.h>\n' | cc -E - >/dev/null 2>&1 || missing="$missing libc6-dev"
have deno || have npm || missing="$missing npm"

can_install() { have apt-get && [ "$(id -u)" = 0 ]; }

# What the tracer is built with (c/trace/). Only --trace needs it, and only root
# can trace: nobody is kept from exp7.
has_package() { have pkg-config && pkg-config --exists "$1"; }
tracer=
have clang || tracer="$tracer clang"
has_package libbpf || tracer="$tracer libbpf-dev"
has_package libelf || tracer="$tracer libelf-dev"
has_package zlib || tracer="$tracer zlib1g-dev"
if [ -n "$tracer" ]; then
	if can_install; then
		missing="$missing$tracer"
	else
		say "these are missing:$tracer; exp7 runs without them, exp7 --trace does not"
	fi
fi

if [ -n "$missing" ] && ! can_install; then
	say "cannot install packages here (needs root and apt-get)."
	say "install these, by the names of your distribution:$missing"
	say "Fedora: gcc make pkgconf liburing-devel npm, and for --trace clang libbpf-devel elfutils-libelf-devel zlib-devel"
	say "Arch: base-devel liburing npm, and for --trace clang libbpf libelf zlib"
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
if ! has_liburing; then
	say "liburing $liburing or newer is needed (Debian 11, Ubuntu 22.04, any Fedora); here is" \
		"$(pkg-config --modversion liburing 2>/dev/null || echo none)."
	say "https://github.com/axboe/liburing: ./configure && make && make install"
	exit 1
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

make -s -C "$here/c"
# Or the first run would fetch the packages, where there may be no network.
deno cache --quiet --frozen "$here/main.ts" || exit 1

[ -z "$prefix" ] ||
	deno run -A --quiet "$here/lib/onefile/install.ts" "$prefix"

# Each room of the tests has what it needs in a script of its own, which says
# what is missing. What cannot be had costs the tests that need it, no others.
left_out=
# need ROOM WHAT [WORDS...]
need() {
	script=$here/tests/$1/setup.sh what=$2
	shift 2
	sh "$script" "$@" || left_out="$left_out
setup:   $what"
}
if [ -n "$tests" ]; then
	# doctor counts completions by CPU there; uringlab itself mounts nothing.
	if ! [ -d /sys/kernel/tracing/events ]; then
		mount -t tracefs nodev /sys/kernel/tracing 2>/dev/null ||
			left_out="$left_out
setup:   tests/program: completions by CPU (tracefs cannot be mounted)"
	fi
	need program "tests/program: what a run reads and takes (strace, GNU time)"
	need lab "tests/lab: the emulated machine with 16 CPUs and an NVMe disk" 6.1
	need lab "tests/lab: the newest Linux in it" 7
	need faults "tests/faults: a disk that stalls or fails (libfuse)"
	need shells "tests/shells: completions in zsh and fish, the manual page (man, mandoc)"
	need machines "tests/machines: many machines over ssh (sshd, GNU parallel)"
	need onefile "tests/onefile: the single file, and the library on arm64"
	need browser "tests/browser: the report in Chromium"
	[ -z "$left_out" ] || say "these tests are left out here, for want of the above:$left_out"
	say "ready: deno task ok"
elif [ -z "$prefix" ]; then
	say "ready: ./uringlab exp7"
fi
