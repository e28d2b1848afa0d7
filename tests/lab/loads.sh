#!/bin/sh
# What `deno task matrix --loads` runs on every kernel: loads without a disk,
# which must work, or be refused with the version that brought them.
. tests/lab/step.sh

uname -r >"$LAB_OUT/release"
step loads 400 deno run -A tests/lab/loads_here.ts

exit "$failed"
