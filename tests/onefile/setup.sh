#!/bin/sh
# Gets what the tests of the single file need: makeself, which packs it, and, to
# compile the C sources for arm64, Debian's cross compiler, liburing of that
# architecture, which is only downloaded and unpacked, and QEMU to load what was
# made. Safe to run again; says nothing when all is there.
set -eu

arm64=${XDG_CACHE_HOME:-$HOME/.cache}/uringlab/arm64

say() { printf 'onefile setup: %s\n' "$*"; }

fail() {
	say "$*" >&2
	exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

missing=
have makeself || missing="$missing makeself"
have readelf || missing="$missing binutils"
if [ "$(uname -m)" = x86_64 ]; then
	have aarch64-linux-gnu-gcc || missing="$missing gcc-aarch64-linux-gnu"
	[ -e /usr/aarch64-linux-gnu/lib/libc.a ] || missing="$missing libc6-dev-arm64-cross"
	have qemu-aarch64 || have qemu-aarch64-static || missing="$missing qemu-user"
fi
if [ -n "$missing" ]; then
	have apt-get || fail "needs apt-get and Debian's packages:$missing"
	[ "$(id -u)" = 0 ] || fail "cannot install packages (needs root); missing:$missing"
	say "apt-get install$missing"
	# Old lists may do.
	apt-get update -qq || true
	# shellcheck disable=SC2086 # a list of words
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends $missing >/dev/null
fi

[ "$(uname -m)" = x86_64 ] && [ ! -e "$arm64/usr/include/liburing.h" ] || exit 0
have apt-get || fail "needs apt-get and Debian's liburing-dev for arm64"
say "downloading liburing-dev for arm64"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial"
# Lists of their own: this machine stays of one architecture.
apt_arm64() {
	apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 \
		-o Dir::State::Lists="$work/lists" -o Dir::Cache::pkgcache= \
		-o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root "$@"
}
(cd "$work" && apt_arm64 update && apt_arm64 download liburing-dev) ||
	fail "cannot download liburing-dev for arm64"
mkdir -p "${arm64%/*}"
rm -rf "$arm64.new"
dpkg -x "$work"/liburing-dev_*.deb "$arm64.new"
rm -rf "$arm64"
mv "$arm64.new" "$arm64"
