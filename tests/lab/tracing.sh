#!/bin/sh
# What is asked of the tracer on every kernel: what it sees, a small traced
# exp7, completions that are delivered in one way only, and places in which
# tracing is hindered or only looks as if it were. All that is judged later is
# written to $LAB_OUT.
#
#     tracing.sh SHARE         of a provocation's runs that must be in its class
#     tracing.sh SHARE small   less of it, and no such place
. tests/lab/step.sh
device=/dev/nvme0n1
share=$1 extent=${2-all}

# Two CPUs, as calibration takes its time for each.
doctor="deno run -A main.ts doctor --filename $device --cpus 10,12 --json"
traced="deno run -A main.ts exp7 --filename $device --cpus 10,12 --busy off
	--runtime 300ms --ramp-time 100ms --repeats 1 --trace --trace-runtime 500ms"

# place NAME [WORDS...] asks behind these words; what must be said there is
# known to examination.ts.
place() {
	place=$1
	shift
	# shellcheck disable=SC2086 # lists of words
	try "doctor_$place" 60 "$@" $doctor
	# shellcheck disable=SC2086
	try "$place" 90 "$@" $traced --workers 2 --iodepth 4 --out "$LAB_OUT/$place"
}

# provoke [WORDS...] of deno test
provoke() {
	sh tests/lab/slow_disk.sh
	step provocations 240 env NO_COLOR=1 URINGLAB_TEST_TARGET=/dev/nvme1n1 \
		URINGLAB_TEST_CPUS=10,11 URINGLAB_TEST_SHARE="$share" \
		URINGLAB_TEST_LATE=1 \
		URINGLAB_TEST_SHARES="$LAB_OUT/provocations.jsonl" \
		deno test -A --no-check "$@" tests/trace/capture/provocation_test.ts
}

uname -r >"$LAB_OUT/release"
# shellcheck disable=SC2086
step doctor 90 $doctor

if [ "$extent" = small ]; then
	# shellcheck disable=SC2086
	step traced 120 $traced --workers 4 --iodepth 4 --wait wait,peek \
		--out "$LAB_OUT/traced"
	provoke --filter '/that waits|only kicks/'
	exit "$failed"
fi

# shellcheck disable=SC2086
step traced 180 $traced --workers 4 --iodepth 1,8 --wait wait,peek \
	--out "$LAB_OUT/traced"
provoke

# The kernel cannot be told to be without its types, but they can be hidden.
place without_btf unshare --mount \
	sh -c 'mount -t tmpfs none /sys/kernel/btf && exec "$@"' sh
place pid_namespace unshare --pid --fork --mount-proc
place container sh tests/container.sh
# This machine's root is a copy, in which everybody may read.
chmod o+rx "$HOME" "$HOME/.cache" "$device"
place user setpriv --reuid=65534 --regid=65534 --clear-groups

# Lockdown can only be raised.
mount -t securityfs none /sys/kernel/security
for level in integrity confidentiality; do
	echo "$level" >/sys/kernel/security/lockdown
	place "lockdown_$level"
done

exit "$failed"
