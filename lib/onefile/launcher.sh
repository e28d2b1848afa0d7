# uringlab @VERSION@ in one file: unpacks what is below, once, and runs it.
# `--makeself` as first argument speaks with the packager: --makeself --check
if [ "${1-}" = --makeself ]; then
	shift
else
	name=uringlab-@VERSION@-@KEY@
	manifest=@MANIFEST@

	say() { printf 'uringlab: %s\n' "$*" >&2; }

	# Why a directory is not to be trusted with programs; nothing if it is.
	distrust() {
		if [ -L "$1" ] || [ ! -d "$1" ]; then
			echo "it is not a directory"
		elif [ "$(stat -c %u "$1")" != "$uid" ]; then
			echo "it belongs to another user"
		elif [ $((0$(stat -c %a "$1") & 022)) != 0 ]; then
			echo "others may write to it (chmod go-w $1)"
		fi
	}

	# A directory above may be root's, or anybody's if names in it are safe from
	# others: whoever may rename one of them may put another cache there.
	distrust_above() {
		above=$1
		while [ ! -d "$above" ] && [ -n "$above" ]; do above=${above%/*}; done
		above=$(cd -P -- "${above:-/}" 2>/dev/null && pwd -P) || {
			echo "$1 cannot be entered"
			return
		}
		while :; do
			owner=$(stat -c %u "$above")
			mode=$(stat -c %a "$above")
			if [ "$owner" != "$uid" ] && [ "$owner" != 0 ]; then
				echo "$above belongs to another user"
				return
			elif [ $((0$mode & 022)) != 0 ] && [ $((0$mode & 01000)) = 0 ]; then
				echo "others may write to $above (chmod go-w $above)"
				return
			fi
			[ "$above" != / ] || return 0
			above=${above%/*}
			above=${above:-/}
		done
	}

	# Deno is too large to be read at every start: as long as the kernel says
	# that nothing has touched it since it was read, it need not be.
	seal() { stat -c '%i %s %y %z' "$1/deno"; }

	# Whether all is there and as it was packed.
	intact() {
		cd -- "$1" 2>/dev/null || return 1
		echo "$manifest  manifest" | sha256sum -c - || return 1
		sha256sum -c manifest || return 1
		[ "$(cat sealed)" != "$(seal "$1")" ] || return 0
		sha256sum -c manifest-deno || return 1
		seal "$1" >sealed.$$ && mv -f sealed.$$ sealed
		return 0
	} >/dev/null 2>&1

	# Whether programs can run from a directory, and not only lie there.
	executes() {
		printf '#!/bin/sh\nexit 0\n' >"$1/try.$$" && chmod 700 "$1/try.$$" &&
			"$1/try.$$"
		status=$?
		rm -f "$1/try.$$"
		return $status
	} 2>/dev/null

	# Unpacks into the directory of the cache, unless another has just done so.
	unpack() {
		umask 077
		new=
		trap 'rm -rf "$new"' EXIT
		trap 'exit 130' HUP INT TERM
		flock 9 || return 1
		! (intact "$root/$name") || return 0
		if [ -e "$root/$name" ]; then
			say "$root/$name is not as it was unpacked: unpacking it again"
		else
			say "unpacking into $root (once; about @MEGABYTES@ MB)"
		fi
		rm -rf "$root"/new.*
		new=$(mktemp -d "$root/new.XXXXXX") || return 1
		sh "$0" --makeself --quiet --nox11 --noexec --target "$new" >&2 || return 1
		if ! (intact "$new"); then
			say "what was unpacked is not what was packed"
			return 1
		fi
		if ! why=$("$new/deno" --version 2>&1 >/dev/null); then
			say "Deno does not run here; it needs glibc 2.27 and libgcc_s: $why"
			return 1
		fi
		rm -rf "${root:?}/$name"
		# tar has given it the age of what was packed.
		touch "$new"
		mv "$new" "$root/$name" || return 1
		# Versions that nobody has started for a month.
		find "$root" -mindepth 1 -maxdepth 1 -type d -mtime +30 \
			-exec rm -rf {} + 2>/dev/null || true
	}

	# Tries one place of the cache; `because` collects why places will not do.
	settle() {
		root=$1
		why=$(distrust_above "${root%/*}")
		[ -n "$why" ] || (umask 077 && mkdir -p "$root") 2>/dev/null ||
			why="it cannot be made"
		# By links the way there could be changed.
		if [ -z "$why" ]; then
			physical=$(cd -P -- "${root%/*}" && pwd -P)
			root=${physical%/}/${root##*/}
		fi
		[ -n "$why" ] || why=$(distrust "$root")
		if [ -z "$why" ] && ! (intact "$root/$name"); then
			if [ ! -w "$root" ]; then
				why="it cannot be written"
			elif ! (executes "$root"); then
				why="it cannot be written or is mounted noexec"
			elif ! (unpack) 9>"$root/lock"; then
				say "cannot unpack into $root"
				exit 1
			fi
		fi
		[ -n "$why" ] || return 0
		because="$because
  $root: $why"
		return 1
	}

	pwd -P >/dev/null 2>&1 || {
		say "the current directory is gone: change to another one"
		exit 1
	}
	for tool in stat sha256sum flock mktemp find tar gzip; do
		command -v $tool >/dev/null || {
			say "cannot unpack: $tool is missing here"
			exit 1
		}
	done
	uid=$(id -u)
	because=
	case ${XDG_CACHE_HOME-} in
	/*) set -- "$XDG_CACHE_HOME/uringlab-program" -- "$@" ;;
	*)
		case ${TMPDIR-} in
		/*) set -- "$TMPDIR/uringlab-program-$uid" -- "$@" ;;
		*) set -- "/tmp/uringlab-program-$uid" -- "$@" ;;
		esac
		case ${HOME-} in
		/*) set -- "$HOME/.cache/uringlab-program" "$@" ;;
		esac
		;;
	esac
	found=
	while [ "$1" != -- ]; do
		[ -n "$found" ] || ! settle "$1" || found=$root/$name
		shift
	done
	shift
	if [ -z "$found" ]; then
		say "no place to unpack into:$because"
		say "set XDG_CACHE_HOME to a directory that is yours, on a file system" \
			"that lets programs run"
		exit 1
	fi
	# What shows when a version was used last.
	touch -c "$found" 2>/dev/null
	# Settings of a user's Deno are none of ours.
	for variable in $(env | sed -n 's/^\(DENO_[A-Z0-9_]*\)=.*/\1/p') NODE_OPTIONS; do
		unset "$variable"
	done
	case $0 in
	/*) URINGLAB_PROGRAM=$0 ;;
	*) URINGLAB_PROGRAM=$PWD/${0#./} ;;
	esac
	export URINGLAB_PROGRAM
	# A cache that cannot be made: nothing runs but what has been verified.
	DENO_DIR=/dev/null/none exec "$found/deno" run -A --no-prompt --quiet \
		--cached-only --no-code-cache --config "$found/deno.json" \
		"$found/main.js" "$@"
fi
