#!/bin/sh
# Faults that need a kernel with modules or CPUs to spare: faults.sh NAME. Runs
# uringlab and makes the fault when two cells are measured; after the first one
# mends it and goes on with the run. Says what uringlab ended with.
set -u
PATH=$PATH:/usr/sbin:/sbin
name=$1
out=$LAB_OUT/$name
disk=/dev/nvme0n1
sectors=$(blockdev --getsz "$disk")

table() {
	case $1 in
	good) echo "0 $sectors linear $disk 0" ;;
	error) echo "0 $sectors error" ;;
	esac
}

# Without udev nobody answers dmsetup when the device is there.
mapper() { dmsetup --noudevsync "$@"; }

mapped() {
	modprobe dm-mod
	table good | mapper create lab
	target=/dev/dm-0
	trap 'mapper remove --force lab' EXIT
}

# Reads that are on their way come back before a device is suspended.
swap_table() {
	mapper suspend lab
	table "$1" | mapper load lab
	mapper resume lab
}

target=$disk
case $name in
stalled)
	mapped
	fault() { mapper suspend lab; }
	;;
broken)
	mapped
	fault() { swap_table error; }
	;;
offline)
	fault() { echo 0 >/sys/devices/system/cpu/cpu12/online; }
	;;
esac

deno run -A main.ts exp7 --filename "$target" --cpus 10,12 \
	--cpus-allowed-policy split --workers 2 --iodepth 4 --busy off \
	--runtime 1s --ramp-time 100ms --repeats 2 --drain-timeout 2s \
	--out "$out" &
run=$!
rows=0
while [ "$rows" -lt 3 ] && kill -0 "$run"; do
	rows=$(cat "$out/results.csv" 2>/dev/null | wc -l)
	sleep 0.1
done
# Into the ramp or the window of the next cell.
sleep 0.3
fault
wait "$run"
echo "run: $?"
cp "$out/results.csv" "$LAB_OUT/$name.csv"
[ "$name" = stalled ] || exit 0
mapper resume lab
deno run -A main.ts exp7 --resume "$out"
echo "resumed: $?"
