#!/bin/sh
# What lab_test.ts runs in the lab machine. Everything that is asserted later is
# written to $LAB_OUT; a step that fails does not keep the others from running.
. tests/lab/step.sh
device=/dev/nvme0n1

step queues 10 sh -c 'dmesg | grep poll'
step plan 180 deno run -A main.ts exp7 --dry-run --filename "$device" --preset quick

# Counters are withheld from turns whose edges they were read too late for, and
# an emulated machine may be late at each. Here it is the counters that are asked
# for, so that every arm has a cell of its own.
step run 180 sh -c 'cp /proc/interrupts "$LAB_OUT/run.interrupts_before"
	"$@" || exit
	cp /proc/interrupts "$LAB_OUT/run.interrupts_after"' sh \
	deno run -A main.ts exp7 --filename "$device" --cpus 10,12 --workers 4 \
	--iodepth 1,8 --runtime 300ms --ramp-time 100ms --repeats 1 --verify \
	--turn 0 --out "$LAB_OUT/run"

step loads 180 deno run -A tests/lab/loads_here.ts small

step disk 180 sh tests/lab/faults.sh disk

step doctor 180 deno run -A main.ts doctor --filename "$device" --json
step traced 180 deno run -A main.ts exp7 --filename "$device" --cpus 10,12 \
	--workers 4 --iodepth 8 --busy off --wait wait,peek --runtime 300ms \
	--ramp-time 100ms --repeats 1 --trace --trace-runtime 200ms --out "$LAB_OUT/traced"

# Last, because the CPU stays away.
step offline 120 sh tests/lab/faults.sh offline

exit "$failed"
