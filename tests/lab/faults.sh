#!/bin/sh
# Faults that need a kernel with modules or CPUs to spare. Says what uringlab
# ended with.
#
#     faults.sh disk     suspends a device of the device mapper during a run,
#                        goes on with the run when it answers again, and makes
#                        it fail then
#     faults.sh offline  takes CPU 12 away during a run; it stays away
set -u
PATH=$PATH:/usr/sbin:/sbin
disk=/dev/nvme0n1
out=$LAB_OUT/$1

# Without udev nobody answers dmsetup when the device is there.
mapper() { dmsetup --noudevsync "$@"; }

# rows N: waits for more lines than that of results, and into the next cell.
rows() {
	while kill -0 "$run" 2>/dev/null &&
		[ "$(cat "$out/results.csv" 2>/dev/null | wc -l)" -le "$1" ]; do
		sleep 0.1
	done
	sleep 0.3
}

measure() {
	deno run -A main.ts exp7 --filename "$1" --cpus 10,12 \
		--cpus-allowed-policy split --workers 2 --iodepth 4 --busy off \
		--runtime 1s --ramp-time 100ms --repeats 10 --drain-timeout 2s \
		--out "$out" &
	run=$!
}

# ended NAME: waits for the end and keeps the rows under that name.
ended() {
	wait "$run"
	echo "$1: $?"
	cp "$out/results.csv" "$LAB_OUT/$1.csv"
}

case $1 in
disk)
	modprobe dm-mod
	sectors=$(blockdev --getsz "$disk")
	mapper create lab --table "0 $sectors linear $disk 0"
	trap 'mapper remove --force lab' EXIT
	measure /dev/dm-0
	rows 2
	mapper suspend lab
	ended stalled

	mapper resume lab
	deno run -A main.ts exp7 --resume "$out" &
	run=$!
	# What had failed goes before the first new row comes.
	rows $(($(wc -l <"$LAB_OUT/stalled.csv") + 1))
	# One call suspends the device, takes the table that waits, and goes on: no
	# read is under way for as long as a busy host takes to start a program.
	mapper load lab --table "0 $sectors error"
	mapper resume lab
	ended broken
	;;
offline)
	measure "$disk"
	rows 2
	echo 0 >/sys/devices/system/cpu/cpu12/online
	ended offline
	;;
esac
