#!/bin/sh
# Installs what the tests of the recipes for many machines need: sshd and GNU
# parallel, to try one, and ShellCheck. Safe to run again; says nothing when all
# is there.
set -eu

say() { printf 'machines setup: %s\n' "$*"; }

have() { command -v "$1" >/dev/null 2>&1; }

missing=
[ -x /usr/sbin/sshd ] || missing="$missing openssh-server"
have ssh || missing="$missing openssh-client"
have parallel || missing="$missing parallel"
have shellcheck || missing="$missing shellcheck"
have ip || missing="$missing iproute2"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! have apt-get; then
	say "needs root and apt-get; missing:$missing" >&2
	exit 1
fi
say "apt-get install$missing"
# Old lists may do.
apt-get update -qq || true
# No sshd of Debian's own is to be started by this.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' >"$policy"
	chmod 755 "$policy"
	trap 'rm -f "$policy"' EXIT
fi
# shellcheck disable=SC2086 # a list of words
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	--no-install-recommends $missing >/dev/null
