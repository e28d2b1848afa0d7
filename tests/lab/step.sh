# Steps of a script in the lab machine, which reads this file (`.`). What a step
# said and its status are kept in $LAB_OUT, so that everything can be judged
# later, and so that a machine whose emulator failed goes on, once it is booted
# again, with the step in which it had ended.
# shellcheck shell=sh
failed=0

# try NAME SECONDS COMMAND... ends the command after so long, with status 124.
# What it makes is called NAME too, or begins with "NAME.". A step that was ended
# leaves a line in NAME.hung, which says so, and what it had said last.
try() {
	name=$1 limit=$2
	shift 2
	if [ ! -s "$LAB_OUT/$name.status" ]; then
		rm -rf "$LAB_OUT/$name" "$LAB_OUT/$name."*
		echo "$name" >"$LAB_OUT/step"
		status=0
		timeout -k 10 "$limit" "$@" \
			>"$LAB_OUT/$name.stdout" 2>"$LAB_OUT/$name.stderr" || status=$?
		# 124 is timeout's own, 137 that of what took SIGKILL to be ended.
		case $status in
		124 | 137)
			last=$(cat "$LAB_OUT/$name.stdout" "$LAB_OUT/$name.stderr" |
				tail -n 1)
			echo "$name: hung: no end within $limit s; it was ended;" \
				"it had said last: ${last:-nothing}" >"$LAB_OUT/$name.hung"
			;;
		esac
		echo "$status" >"$LAB_OUT/$name.status"
	fi
	status=$(cat "$LAB_OUT/$name.status")
	echo "$name: $status"
	[ ! -e "$LAB_OUT/$name.hung" ] || cat "$LAB_OUT/$name.hung"
}

# step: as try, but the script fails where the command does.
step() {
	try "$@"
	[ "$status" = 0 ] || failed=1
}
