#!/bin/sh
# exp11 untraced, one worker on CPU 10, three runs of each cell. Counters of turns
# are withheld where the machine was late (in_lab.sh), so that every mode has a
# cell of its own.
. tests/lab/step.sh
step exp11 400 deno run -A main.ts exp11 --filename /dev/nvme0n1 --cpus 10 \
	--workers 1 --core non-interrupt --no-trace --turn 0 --repeats 3 --iodepth 1,2,4,8,16 --runtime 2s \
	--ramp-time 200ms --out "$LAB_OUT/exp11"
exit "$failed"
