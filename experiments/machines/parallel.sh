#!/bin/sh
# Runs an experiment of uringlab on many machines over ssh: copies the single
# file there, runs it, brings the results back, and names the machines on which
# that failed. README.md beside it says how to use it. Needs GNU parallel and ssh
# here; there sh, tar, sha256sum and flock.
set -eu

usage() {
	cat <<-'END'
		Usage: sh parallel.sh --hosts LIST [OPTION...] EXPERIMENT [WORD...]
		       sh parallel.sh --resume [OPTION...]

		Runs `uringlab EXPERIMENT WORD...` on every host and puts the results into
		results/HOST. Called again with --resume it goes on where hosts failed.

		  --hosts LIST      a,b,user@c: as ssh takes them
		  --hosts-file FILE a host a line, # before what is none
		  --program FILE    the single file; default: dist/uringlab
		  --results DIR     default: results
		  --jobs N          hosts at a time; default: all
		  --remote DIR      where it works there; default: .cache/uringlab-machines
		                    in the home of the user
		  --resume          the same words on the hosts that are not done

		SSH is the command that reaches a host: SSH="ssh -F lab.conf" for example.
		Exit status: 0 all are done, 1 some are not, 2 wrong usage, 130 interrupted.
	END
}

say() { printf 'machines: %s\n' "$*" >&2; }

wrong() {
	say "$*"
	exit 2
}

# A word of shell that stands for these letters and nothing else.
quoted() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }

# Nothing asks a question, and nobody waits long for a machine that is off.
on() {
	host_to_ask=$1
	shift
	# shellcheck disable=SC2086 # SSH is a command with its options
	${SSH:-ssh} -o BatchMode=yes -o ConnectTimeout=10 \
		-o ServerAliveInterval=10 -o ServerAliveCountMax=3 \
		-- "$host_to_ask" "$@"
}

# ---------------------------------------------------------- one host at a time

# What runs there: `sh -c "$THERE" sh DIR PROGRAM RUN WORD...`. A run that was
# begun goes on; its input ends when the connection does, and so does the run.
# shellcheck disable=SC2016 # it is the other shell that expands this
THERE='
	cd -- "$1" && program=$2 run=$3 || exit
	shift 3
	exec 9>"$run.lock"
	flock -n 9 || { echo "an earlier run still goes on there" >&2; exit 75; }
	if [ -e "$run/results.csv" ]; then
		set -- "$1" --resume "$run"
	else
		rm -rf -- "$run"
		set -- "$@" --out "$run"
	fi
	exec 3<&0
	"./$program" "$@" </dev/null 3<&- &
	child=$!
	{ cat <&3; kill -TERM "$child"; } >/dev/null 2>&1 9>&- &
	watcher=$!
	exec 3<&-
	wait "$child" && status=0 || status=$?
	kill "$watcher" 2>/dev/null || :
	exit "$status"
'

# fail WHAT STATUS: says why, with the last line that came from there, of those
# that tell of a fault if there are such.
fail() {
	said=$(tr -d '\000-\010\013-\037' <"$log" | grep -v '^[[:space:]]*$' || :)
	line=$(printf '%s\n' "$said" | grep -E '^uringlab: |FAILED' | tail -n 1)
	[ -n "$line" ] || line=$(printf '%s\n' "$said" | tail -n 1)
	printf '%s (status %s)%s\n' "$1" "$2" "${line:+: $line}" >"$state/$host.reason"
	exit 1
}

# A program that is there already is not copied again: its name is its content.
copy() {
	on "$host" "mkdir -p -- $there && cd -- $there && test -x $copied" \
		</dev/null 2>>"$log" && return 0
	status=$?
	[ "$status" = 1 ] || fail "cannot be reached" "$status"
	printf '%s: copying the program\n' "$host"
	on "$host" "cd -- $there && cat >$copied.\$\$ && chmod 700 $copied.\$\$ &&
		mv $copied.\$\$ $copied" <"$program" 2>>"$log" ||
		fail "the program cannot be copied" $?
}

# Brings back what is there of the results, if it is all or a part.
fetch() {
	on "$host" "cd -- $there/$run && tar -cf - ." </dev/null \
		>"$state/$host.tar" 2>>"$log" || return
	rm -rf -- "$state/$host.new"
	mkdir -- "$state/$host.new"
	tar -xf "$state/$host.tar" -C "$state/$host.new" --no-same-owner 2>>"$log" ||
		return
	rm -rf -- "${results:?}/$host" "$state/$host.tar"
	mv -- "$state/$host.new" "$results/$host"
}

one() {
	host=$1
	log=$state/$host.log
	: >"$log"
	rm -f -- "$state/$host.reason"
	there=$(quoted "$(cat "$state/remote")")
	# The machines of a lab may share their homes.
	run=$(cat "$state/run")-$host
	copied=uringlab-$(cat "$state/sum")
	copy
	printf '%s: running\n' "$host"
	set --
	while IFS= read -r word; do set -- "$@" "$(quoted "$word")"; done <"$state/words"
	rm -f -- "$state/$host.fifo"
	mkfifo -- "$state/$host.fifo"
	# Open to both sides here, its other end sees none until ssh is gone.
	exec 3<>"$state/$host.fifo"
	rm -f -- "$state/$host.fifo"
	on "$host" "sh -c $(quoted "$THERE") sh $there $copied $run $*" \
		<&3 >"$state/$host.out" 2>>"$log" &
	ssh=$!
	# Whoever ends this ends the run there, which keeps its rows.
	trap 'kill "$ssh" 2>/dev/null || :
		echo interrupted >"$state/$host.reason"
		exit 1' INT TERM HUP
	wait "$ssh" && status=0 || status=$?
	exec 3<&-
	[ "$status" != 255 ] || fail "the connection was lost while it ran" 255
	if ! fetch; then
		[ "$status" = 0 ] || fail "the run failed" "$status"
		fail "its results cannot be brought back" 1
	fi
	[ "$status" = 0 ] || fail "the run failed" "$status"
	: >"$state/$host.done"
	on "$host" "cd -- $there && rm -rf -- $run $run.lock" </dev/null 2>>"$log" ||
		printf '%s: its copy of the results is left there\n' "$host"
	printf '%s: done\n' "$host"
}

if [ "${1-}" = --one ]; then
	results=$2 program=$3
	state=$results/.machines
	one "$4"
	exit 0
fi

# ------------------------------------------------------------------- all of them

hosts='' program=dist/uringlab results=results jobs=0 resume='' hosts_given=''
remote=.cache/uringlab-machines
while [ $# -gt 0 ]; do
	case $1 in
	--resume)
		resume=yes
		shift
		;;
	-h | --help)
		usage
		exit 0
		;;
	--hosts | --hosts-file | --program | --results | --jobs | --remote)
		[ -n "${2-}" ] || wrong "$1 needs a value"
		case $1 in
		--hosts) hosts=$(printf '%s' "$2" | tr ',' '\n') hosts_given=yes ;;
		--hosts-file)
			[ -r "$2" ] || wrong "--hosts-file: cannot read $2"
			hosts=$(sed 's/#.*//; s/[[:space:]]//g' "$2") hosts_given=yes
			;;
		--program) program=$2 ;;
		--results) results=$2 ;;
		--jobs) jobs=$2 ;;
		--remote) remote=$2 ;;
		esac
		shift 2
		;;
	-*) wrong "unknown option $1; --help tells them" ;;
	*) break ;;
	esac
done

parallel --version 2>/dev/null | grep -q '^GNU parallel' ||
	wrong "needs GNU parallel (Debian's package parallel)"
[ -x "$program" ] ||
	wrong "$program is not there or cannot be run: deno task compile makes it"
case $jobs in
'' | *[!0-9]*) wrong "--jobs: $jobs is not a number" ;;
esac
state=$results/.machines

if [ -n "$resume" ]; then
	if [ $# -gt 0 ] || [ -n "$hosts_given" ]; then
		wrong "--resume goes on with the hosts and words of before: leave them out"
	fi
	[ -e "$state/run" ] || wrong "$results holds no earlier call to go on with"
else
	[ -n "$hosts" ] || wrong "name hosts: --hosts a,b"
	[ $# -gt 0 ] || wrong "name an experiment: exp7 --preset quick"
	[ ! -e "$state/run" ] ||
		wrong "$results holds an earlier call: --resume goes on with it," \
			"--results names another directory"
	for word in "$@"; do
		case $word in
		--out | --out=* | --resume | --resume=*)
			wrong "${word%%=*}: this script says where the results are"
			;;
		*'
'*) wrong "a word has a line end" ;;
		esac
	done
	for host in $hosts; do
		case $host in
		[!A-Za-z0-9]* | *[!A-Za-z0-9._@:-]*) wrong "$host is no name of a host" ;;
		esac
	done
	twice=$(printf '%s\n' "$hosts" | grep -v '^$' | sort | uniq -d | head -n 1)
	[ -z "$twice" ] || wrong "$twice is named twice"
	mkdir -p -- "$state"
	printf '%s\n' "$@" >"$state/words"
	printf '%s\n' "$hosts" | grep -v '^$' >"$state/hosts"
	printf '%s\n' "$remote" >"$state/remote"
	# The last file, by which a call is known.
	printf 'run-%s-%s\n' "$(date +%Y%m%dT%H%M%S)" $$ >"$state/run"
fi
sum=$(sha256sum <"$program")
printf '%s\n' "${sum%% *}" >"$state/sum"

undone() {
	while IFS= read -r host; do
		[ -e "$state/$host.done" ] || printf '%s\n' "$host"
	done <"$state/hosts"
}

undone >"$state/todo"
parallel --will-cite --jobs "$jobs" --line-buffer --halt never \
	--termseq TERM,5000,KILL --joblog "$state/joblog" \
	sh "$(quoted "$0")" --one "$(quoted "$results")" "$(quoted "$program")" \
	:::: "$state/todo" >&2 &
jobs_pid=$!
interrupted=
# At the first it begins no more hosts, at the second it ends those that run.
trap 'interrupted=yes; kill "$jobs_pid"; sleep 0.2; kill "$jobs_pid"' INT TERM HUP
while kill -0 "$jobs_pid" 2>/dev/null; do wait "$jobs_pid" || true; done

all=$(wc -l <"$state/hosts")
open=$(undone)
left=$(printf '%s' "$open" | grep -c . || true)
say "$((all - left)) of $all hosts are done; their results are in $results/HOST"
for host in $open; do
	if [ -s "$state/$host.reason" ]; then
		say "$host: $(cat "$state/$host.reason")"
	else
		say "$host: was not begun"
	fi
done
[ -z "$open" ] || say "called again with --resume it goes on with them"
[ -z "$interrupted" ] || exit 130
[ -z "$open" ]
