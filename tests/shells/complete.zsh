# What a real zsh offers at the end of lines that are typed into it.
# zsh -f complete.zsh SCRIPT LINE...: the offers of each line, and an empty one.
zmodload zsh/zpty
script=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/rc" <<'RC'
PROMPT=
unsetopt BEEP
autoload -Uz compinit
compinit -u -D
zstyle ':completion:*' menu no
# Matches are written down where they are added; what only sorts them is not.
compadd() {
	if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
		builtin compadd "$@"
		return
	fi
	local -a hits
	builtin compadd -O hits "$@"
	((${#hits} == 0)) || print -rl -- $hits >>$WORK/offers
	builtin compadd "$@"
}
# Says when the editor is ready for a line: what comes before may be lost.
zle-line-init() { : >$WORK/ready }
zle -N zle-line-init
RC

zpty shell "WORK=$work zsh -f -i"
# Waits for a file, which the shell makes when it gets that far.
await() {
	local tries
	for ((tries = 0; tries < 400; tries++)); do
		[[ ! -e $1 ]] || return 0
		sleep 0.05
	done
	print -u2 "zsh did not answer"
	exit 1
}
zpty -w shell "source $work/rc; source $script"
for line; do
	await $work/ready
	rm -f $work/offers $work/done $work/ready
	zpty -n -w shell "$line"$'\t'
	# Ctrl-U takes the line away again.
	zpty -w shell $'\x15'": >$work/done"
	await $work/done
	[[ ! -e $work/offers ]] || sort -u $work/offers
	print
done
zpty -d shell
