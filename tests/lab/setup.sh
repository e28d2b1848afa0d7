#!/bin/sh
# Gets what the emulated lab machine needs: QEMU, busybox and dmsetup from apt,
# and kernels of Debian's, which are only downloaded and unpacked, never
# installed; likewise a newer QEMU where this machine's is too old.
#
#     setup.sh [LINE...]   of kernels, as in kernels.ts: "6.1", or "7" for the
#                          newest 7.x; without, 6.1
#
# Everything it makes is in one directory of the cache, which may be deleted; a
# newer kernel of a line is only looked for where there is none. Where one
# cannot be had, LINE/why-not in that directory says why, and the status is 1.
# Safe to run again; says nothing when all is there.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/uringlab/lab

# In the order of loading; what they depend on is found out below. null_blk is
# for experiments without a disk.
modules="virtio_pci 9pnet_virtio 9p overlay nvme null_blk"

# Before this version QEMU may run a breakpoint that the kernel has taken away
# already, as it does wherever it changes its code (a static branch, a probe):
# "Oops: int3", and the kernel panics.
emulator=8.1

# Where Debian has other kernels than this machine's own suites have.
suites="bullseye bookworm bookworm-backports trixie trixie-backports sid"

say() { printf 'lab setup: %s\n' "$*"; }

fail() {
	say "$*" >&2
	exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# depmod and dmsetup are where only root's PATH may look.
PATH=$PATH:/usr/sbin:/sbin

# is_ready LINE: the copies say what the initramfs was made by and from.
is_ready() {
	[ -s "$cache/$1/vmlinuz" ] && [ -s "$cache/$1/initramfs" ] &&
		cmp -s "$here/init" "$cache/$1/made-from/init" &&
		cmp -s "$here/setup.sh" "$cache/$1/made-from/setup.sh"
}

# is_recent PROGRAM: it is a QEMU, and new enough.
is_recent() {
	is=$("$1" --version 2>/dev/null | sed -n '1s/.* version \([0-9.]*\).*/\1/p')
	[ -n "$is" ] && [ "$(printf '%s\n' "$emulator" "$is" | sort -V | head -n 1)" = "$emulator" ]
}

missing=
have qemu-system-x86_64 || missing="$missing qemu-system-x86"
have busybox || missing="$missing busybox-static"
have cpio || missing="$missing cpio"
have depmod || missing="$missing kmod"
have dmsetup || missing="$missing dmsetup"
have xz || missing="$missing xz-utils"

newer=$cache/qemu/usr/bin/qemu-system-x86_64
old_emulator=
if ! is_recent qemu-system-x86_64 && ! is_recent "$newer" &&
	! [ -s "$cache/qemu/why-not" ]; then
	old_emulator=yes
fi

wanted=
for line in "${@:-6.1}"; do
	is_ready "$line" || wanted="$wanted $line"
done
[ -n "$wanted$missing$old_emulator" ] || exit 0

# The machine runs the programs of this one.
[ "$(uname -m)" = x86_64 ] || fail "the lab machine is x86-64 only; this is $(uname -m)"

updated=

# Reads the lists of this machine's own suites again.
update() {
	[ -z "$updated" ] || return 0
	updated=yes
	# Old lists may do: what is missing in them is told below.
	[ "$(id -u)" != 0 ] || apt-get update -qq || true
}

have apt-get || fail "needs apt-get and Debian's packages; missing here:$missing, a Debian kernel"
if [ -n "$missing" ]; then
	[ "$(id -u)" = 0 ] || fail "cannot install packages (needs root); missing:$missing"
	say "apt-get install$missing"
	update
	# shellcheck disable=SC2086 # a list of words
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends $missing >/dev/null
fi

mkdir -p "$cache"
work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# What makes apt read other suites: a configuration of its own, which leaves
# this machine's alone. Empty for the machine's own suites.
elsewhere=

# apt TOOL WORDS...
apt() {
	tool=$1
	shift
	# As root apt would download as a user that cannot write here.
	# shellcheck disable=SC2086 # a list of words
	"$tool" $elsewhere -o APT::Sandbox::User=root "$@"
}

# Turns to Debian's other suites, where this machine has its own from.
look_elsewhere() {
	[ -s "$work/apt.conf" ] || {
		site=$(apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' 2>/dev/null |
			sed -n 's/^Debian Debian //p' | head -n 1)
		[ -n "$site" ] || return 1
		keys=/usr/share/keyrings/debian-archive-keyring.gpg
		[ -s "$keys" ] && signed="[signed-by=$keys] " || signed=
		mkdir -p "$work/lists/partial"
		for suite in $suites; do
			echo "deb $signed$site $suite main"
		done >"$work/sources.list"
		cat >"$work/apt.conf" <<-EOF
			Dir::Etc::sourcelist "$work/sources.list";
			Dir::Etc::sourceparts "/dev/null";
			Dir::State::lists "$work/lists";
			Dir::Cache::pkgcache "";
			Dir::Cache::srcpkgcache "";
			Acquire::Languages "none";
			APT::Architecture "amd64";
			APT::Architectures "amd64";
		EOF
		apt-get -c "$work/apt.conf" -o APT::Sandbox::User=root update -qq ||
			say "some of Debian's suites cannot be read"
	}
	elsewhere="-c $work/apt.conf"
}

# newest LINE: the package with the newest kernel of that line that apt knows.
newest() {
	version=$(printf '%s' "$1" | sed 's/\./\\./g')
	apt apt-cache pkgnames linux-image- |
		grep -E "^linux-image-$version\.[0-9.]+(-[0-9]+)?(\+[a-z0-9.]+)?-amd64$" |
		sort -V | tail -n 1
}

# choose LINE: sets $package, and whether it is to be had elsewhere.
choose() {
	elsewhere=
	update
	package=$(newest "$1")
	# A line without a dot has newer kernels in newer suites.
	case $1 in *.*) [ -z "$package" ] || return 0 ;; esac
	own=$package
	look_elsewhere || return 0
	package=$(newest "$1")
	if [ -z "$package" ] || [ "$package" = "$own" ]; then
		package=$own elsewhere=
	fi
}

# Gets a newer QEMU: the backport for this machine, whose libraries it has.
# Where there is none the machine's own does, but for a panic now and then.
get_emulator() {
	is_recent qemu-system-x86_64 && return 0
	codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	elsewhere=
	update
	rm -rf "$work/qemu" "$work/packages"
	mkdir "$work/packages" "$work/qemu"
	say "downloading QEMU of $codename-backports"
	if look_elsewhere && (
		cd "$work/packages" || exit
		for name in qemu-system-x86 qemu-system-common qemu-system-data seabios; do
			apt apt-get -qq download "$name/$codename-backports" 2>/dev/null || exit
		done
		for file in *.deb; do
			dpkg -x "$file" "$work/qemu" || exit
		done
	) && is_recent "$work/qemu/usr/bin/qemu-system-x86_64"; then
		rm -rf "$cache/qemu"
		mv "$work/qemu" "$cache/qemu"
		return 0
	fi
	mkdir -p "$cache/qemu"
	echo "no QEMU $emulator or newer for this machine" >"$cache/qemu/why-not"
	say "$(cat "$cache/qemu/why-not"): kernels may panic now and then"
}

# unpack DIRECTORY: the package of $package, and from 7.3 on those that it
# stands for.
unpack() {
	version=${package#linux-image-}
	parts=$(apt apt-cache depends --important "$package" |
		sed -n "s/^ *Depends: *\(linux-[a-z]*-$version\)\$/\1/p")
	say "downloading" $package $parts
	rm -rf "$work/packages" "$1"
	mkdir "$work/packages"
	# shellcheck disable=SC2086 # a list of words
	(cd "$work/packages" && apt apt-get -qq download $package $parts) || return 1
	for file in "$work/packages"/*.deb; do
		dpkg -x "$file" "$1" || return 1
	done
	# From 7.3 on all lies with the modules.
	modules_of=$1/usr/lib/modules
	if [ -d "$modules_of" ]; then
		mkdir -p "$1/lib" "$1/boot"
		mv "$modules_of" "$1/lib/" || return 1
		for file in vmlinuz config; do
			mv "$1/lib/modules/$version/$file" "$1/boot/$file-$version" || return 1
		done
	fi
	# Not part of the package: its installation makes them.
	depmod -b "$1" "$version" && echo "$version" >"$1/version"
}

# get_kernel LINE: unpacks it where there is none; sets $why where it cannot.
get_kernel() {
	[ ! -s "$cache/$1/kernel/version" ] || return 0
	choose "$1"
	if [ -z "$package" ]; then
		why="Debian's archive has no linux-image-$1 here"
		return 1
	fi
	if ! unpack "$work/kernel"; then
		why="$package cannot be downloaded and unpacked"
		return 1
	fi
	rm -rf "$cache/$1/kernel"
	mv "$work/kernel" "$cache/$1/kernel"
}

# make_initramfs LINE
make_initramfs() {
	kernel=$cache/$1/kernel
	version=$(cat "$kernel/version")
	root=$work/initramfs
	mkdir -p "$root/bin" "$root/modules"
	cp "$(command -v busybox)" "$root/bin/busybox"
	cp "$here/init" "$root/init"
	chmod 755 "$root/init" "$root/bin/busybox"
	for module in $modules; do
		modprobe -S "$version" -d "$kernel" --show-depends "$module" ||
			fail "the kernel $version has no module $module"
	done >"$work/steps"
	# "insmod FILE", or "builtin NAME".
	awk '$1 == "insmod" && !seen[$2]++ { print $2 }' "$work/steps" |
		while read -r file; do
			name=$(basename "${file%.xz}" .ko)
			case $file in
			*.xz) xz -dc "$file" ;;
			*) cat "$file" ;;
			esac >"$root/modules/$name.ko"
			echo "$name"
		done >"$work/order"
	mv "$work/order" "$root/modules/order"
	(cd "$root" && find . | cpio -o -H newc --quiet) >"$work/image"
	rm -r "$root"

	cp "$kernel/boot/vmlinuz-$version" "$work/vmlinuz"
	mkdir -p "$cache/$1/made-from"
	mv "$work/vmlinuz" "$cache/$1/vmlinuz"
	mv "$work/image" "$cache/$1/initramfs"
	cp "$here/init" "$here/setup.sh" "$cache/$1/made-from/"
}

[ -z "$old_emulator" ] || get_emulator

status=0
for line in $wanted; do
	mkdir -p "$cache/$line"
	if get_kernel "$line"; then
		make_initramfs "$line"
		rm -f "$cache/$line/why-not"
		say "ready: Linux $version (deno task lab --kernel $line -- uname -a)"
	else
		echo "$why" >"$cache/$line/why-not"
		say "no Linux $line: $why" >&2
		status=1
	fi
done
exit "$status"
