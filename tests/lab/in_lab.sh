#!/bin/sh
# What the test runs in the lab machine. Everything that is asserted later is
# written to $LAB_OUT; a step that fails does not keep the others from running.
device=/dev/nvme0n1
failed=0

# step NAME COMMAND... keeps what the command says and its status.
step() {
	name=$1
	shift
	"$@" >"$LAB_OUT/$name.stdout" 2>"$LAB_OUT/$name.stderr"
	status=$?
	echo "$status" >"$LAB_OUT/$name.status"
	echo "$name: $status"
	[ "$status" = 0 ] || failed=1
}

step queues sh -c 'dmesg | grep poll'
step plan deno run -A main.ts exp7 --dry-run --filename "$device" --preset quick

# Counters are withheld from turns whose edges they were read too late for, and
# an emulated machine may be late at each. Here it is the counters that are asked
# for, so that every arm has a cell of its own.
cp /proc/interrupts "$LAB_OUT/interrupts_before"
step run deno run -A main.ts exp7 --filename "$device" --cpus 10,12 \
	--workers 4 --iodepth 1,8 --runtime 300ms --ramp-time 100ms --repeats 1 --verify \
	--turn 0 --out "$LAB_OUT/run"
cp /proc/interrupts "$LAB_OUT/interrupts_after"

step disk sh tests/lab/faults.sh disk

step doctor deno run -A main.ts doctor --filename "$device" --json
step traced deno run -A main.ts exp7 --filename "$device" --cpus 10,12 \
	--workers 4 --iodepth 8 --busy off --wait wait,peek --runtime 300ms \
	--ramp-time 100ms --repeats 1 --trace --trace-runtime 200ms --out "$LAB_OUT/traced"

# Last, because the CPU stays away.
step offline sh tests/lab/faults.sh offline

exit "$failed"
