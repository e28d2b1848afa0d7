#!/bin/sh
# Runs a command in a root like a privileged container's: namespaces of its own,
# a /proc that knows only what runs in it, a read-only /sys without tracefs and
# debugfs, and nothing of the host's other mounts but its devices.
#
#     container.sh COMMAND...
#
# In the lab machine $LAB_OUT stays where it was.
set -eu
# shellcheck disable=SC2016 # for the inner shell
exec unshare --mount --pid --fork --ipc --uts sh -euc '
	here=$PWD
	root=$(mktemp -d)
	# It goes with the namespace; without it the directory is empty.
	trap "umount -R \"$root\" && rmdir \"$root\"" EXIT
	# Without the mounts below it.
	mount --bind / "$root"
	mount -t proc proc "$root/proc"
	mount --bind "$root/proc/sys" "$root/proc/sys"
	mount -o remount,ro,bind "$root/proc/sys"
	mount -t sysfs -o ro sysfs "$root/sys"
	mount --rbind /dev "$root/dev"
	mount --make-rslave "$root/dev"
	for kept in "$here" ${LAB_OUT:+"$LAB_OUT"}; do
		mount --bind "$kept" "$root$kept"
	done
	chroot "$root" sh -euc "cd \"\$1\"; shift; exec \"\$@\"" sh "$here" "$@"
' sh "$@"
