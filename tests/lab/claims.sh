#!/bin/sh
# The claims about counts: those of the arguments. One worker or 16 on CPU 10,
# which is no interrupt core, and on CPU 11, which is one.
. tests/lab/step.sh
step claims 500 deno run -A main.ts claims "$@" --filename /dev/nvme0n1 \
	--cpus 10 --interrupt-cpus 11 --partner-cpus 12 --max-time 150s \
	--out "$LAB_OUT/claims"
exit "$failed"
