#!/bin/sh
# What is asked of the tracer on every kernel: what it sees, a small traced
# exp7, completions that are delivered in one way only, and machines on which
# nothing can be traced. Everything that is judged later is written to $LAB_OUT.
#
#     tracing.sh SHARE   of a provocation's runs that must be in its class
device=/dev/nvme0n1
failed=0

# Two CPUs, as calibration takes its time for each.
doctor() {
	deno run -A main.ts doctor --filename "$device" --cpus 10,12 --json
}

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

# traced DIRECTORY OPTIONS...
traced() {
	out=$LAB_OUT/$1
	shift
	deno run -A main.ts exp7 --filename "$device" --cpus 10,12 --busy off \
		--runtime 300ms --ramp-time 100ms --repeats 1 --trace \
		--trace-runtime 500ms --out "$out" "$@"
}

# hindered NAME: what is said where tracing is hindered; may fail.
hindered() {
	doctor >"$LAB_OUT/$1.doctor" 2>"$LAB_OUT/$1.doctor.stderr"
	traced "$1" --workers 2 --iodepth 4 >"$LAB_OUT/$1.stdout" 2>"$LAB_OUT/$1.stderr"
	echo $? >"$LAB_OUT/$1.status"
	echo "$1: said"
}

provoke() {
	sh tests/lab/slow_disk.sh &&
		URINGLAB_TEST_TARGET=/dev/nvme1n1 URINGLAB_TEST_CPUS=10,11 \
			URINGLAB_TEST_SHARE=$1 \
			URINGLAB_TEST_SHARES=$LAB_OUT/provocations.jsonl \
			NO_COLOR=1 deno test -A --no-check tests/trace/capture/provocation_test.ts
}

uname -r >"$LAB_OUT/release"
step doctor doctor
step traced traced traced --workers 4 --iodepth 1,8 --wait wait,peek
step provocations provoke "$1"

# The kernel cannot be told to be without its types, but they can be hidden.
mount -t tmpfs none /sys/kernel/btf
hindered without_btf
umount /sys/kernel/btf

# Lockdown can only be raised.
mount -t securityfs none /sys/kernel/security
for level in integrity confidentiality; do
	echo "$level" >/sys/kernel/security/lockdown
	hindered "lockdown_$level"
done

exit "$failed"
