#!/bin/sh
# Gets what the emulated lab machine needs: QEMU, busybox and dmsetup from apt
# and Debian's kernel, which is only downloaded and unpacked, never installed.
# Everything it makes is in one directory of the cache, which may be deleted.
# Safe to run again; says nothing when all is there.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/uringlab/lab

# In the order of loading; what they depend on is found out below. null_blk is
# for experiments without a disk.
modules="virtio_pci 9pnet_virtio 9p overlay nvme null_blk"

say() { printf 'lab setup: %s\n' "$*"; }

fail() {
	say "$*" >&2
	exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# depmod and dmsetup are where only root's PATH may look.
PATH=$PATH:/usr/sbin:/sbin

# The copies say what the initramfs was made by and from.
if [ -s "$cache/vmlinuz" ] && [ -s "$cache/initramfs" ] &&
	cmp -s "$here/init" "$cache/made-from/init" &&
	cmp -s "$here/setup.sh" "$cache/made-from/setup.sh" &&
	have qemu-system-x86_64 && have dmsetup; then
	exit 0
fi

# The machine runs the programs of this one.
[ "$(uname -m)" = x86_64 ] || fail "the lab machine is x86-64 only; this is $(uname -m)"

missing=
have qemu-system-x86_64 || missing="$missing qemu-system-x86"
have busybox || missing="$missing busybox-static"
have cpio || missing="$missing cpio"
have depmod || missing="$missing kmod"
have dmsetup || missing="$missing dmsetup"
updated=

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

# The package with the newest kernel, which linux-image-amd64 depends on.
kernel_package() {
	apt-cache depends --important linux-image-amd64 2>/dev/null |
		sed -n 's/^ *Depends: *\(linux-image-[^ ]*\)$/\1/p' | head -n 1
}

if ! [ -s "$cache/kernel/version" ]; then
	update
	package=$(kernel_package)
	[ -n "$package" ] || fail "apt knows no package linux-image-amd64: needs Debian's repositories"
	say "downloading $package"
	# As root apt would download as a user that cannot write here.
	(cd "$work" && apt-get -o APT::Sandbox::User=root -qq download "$package") ||
		fail "cannot download $package"
	dpkg -x "$work/$package"_*.deb "$work/kernel"
	version=${package#linux-image-}
	version=${version%-unsigned}
	# Not part of the package: its installation makes them.
	depmod -b "$work/kernel" "$version"
	echo "$version" >"$work/kernel/version"
	rm -rf "$cache/kernel"
	mv "$work/kernel" "$cache/kernel"
fi
version=$(cat "$cache/kernel/version")

root=$work/initramfs
mkdir -p "$root/bin" "$root/modules"
cp "$(command -v busybox)" "$root/bin/busybox"
cp "$here/init" "$root/init"
chmod 755 "$root/init" "$root/bin/busybox"
for module in $modules; do
	modprobe -S "$version" -d "$cache/kernel" --show-depends "$module" ||
		fail "the kernel $version has no module $module"
done >"$work/steps"
# "insmod FILE", or "builtin NAME".
awk '$1 == "insmod" && !seen[$2]++ { print $2 }' "$work/steps" |
	while read -r file; do
		cp "$file" "$root/modules/"
		basename "$file" .ko
	done >"$work/order"
mv "$work/order" "$root/modules/order"
(cd "$root" && find . | cpio -o -H newc --quiet) >"$work/image"

cp "$cache/kernel/boot/vmlinuz-$version" "$work/vmlinuz"
mkdir -p "$cache/made-from"
mv "$work/vmlinuz" "$cache/vmlinuz"
mv "$work/image" "$cache/initramfs"
cp "$here/init" "$here/setup.sh" "$cache/made-from/"
say "ready: deno task lab -- uname -a"
