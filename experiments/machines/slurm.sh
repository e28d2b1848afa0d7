#!/bin/bash
# Runs an experiment of uringlab on nodes of a Slurm cluster, an element of the
# array on each:
#
#     sbatch --array=1-20 slurm.sh exp7 --preset quick
#
# Elements run on different nodes while all of them run at once (--exclusive).
# One that is given a node that is done says so and ends; where the array is
# longer than there are free nodes, name each node instead:
#
#     for node in $(sinfo --noheader --Node --format=%N | sort -u); do
#       sbatch --nodelist="$node" slurm.sh exp7 --preset quick
#     done
#
# RESULTS is where results go, results/NODE in the directory of sbatch else,
# which all nodes must see; URINGLAB is the single file, dist/uringlab else.
# Submitted again with the same RESULTS it goes on where nodes are not done.
#
# --trace needs root or CAP_BPF, CAP_PERFMON and CAP_SYSLOG, which no job of an
# ordinary user has: ask for a prolog that does
# `setcap cap_bpf,cap_perfmon,cap_syslog+ep` to c/build/uringlab-trace of a
# checkout (the single file unpacks its own), and leave --trace out else:
# everything is measured then, and what delivered completions is not seen.

#SBATCH --job-name=uringlab
#SBATCH --nodes=1
#SBATCH --ntasks=1
# Nobody else on the node, and all of its CPUs: a neighbour is noise.
#SBATCH --exclusive
#SBATCH --time=01:00:00
# A run that is ended keeps its rows; it is given a minute to write them down.
#SBATCH --signal=B:TERM@60
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=uringlab-%N-%j.log

set -euo pipefail

say() { printf 'slurm: %s\n' "$*" >&2; }

node=${SLURMD_NODENAME:-}
if [ -z "$node" ]; then
	say "this is a job file: sbatch --array=1-20 $0 exp7 --preset quick"
	exit 2
fi
if [ $# -eq 0 ]; then
	say "name an experiment behind the job file: exp7 --preset quick"
	exit 2
fi
results=${RESULTS:-results}
program=${URINGLAB:-dist/uringlab}
state=$results/.machines
mkdir -p -- "$state"

exec 9>"$state/$node.lock"
if ! flock -n 9; then
	say "another job measures $node"
	exit 1
fi
if [ -e "$state/$node.done" ]; then
	say "$node is done: its results are in $results/$node"
	exit 0
fi

if [ -e "$results/$node/results.csv" ]; then
	set -- "$1" --resume "$results/$node"
else
	set -- "$@" --out "$results/$node"
fi
"$program" "$@" &
run=$!
trap 'kill -TERM "$run"' TERM
status=0
wait "$run" || status=$?
# That was the signal; the run itself has to end yet.
if [ "$status" -gt 128 ] && kill -0 "$run" 2>/dev/null; then
	status=0
	wait "$run" || status=$?
fi
[ "$status" -ne 0 ] || : >"$state/$node.done"
exit "$status"
