#!/bin/sh
# What the tests in this folder need: the shells whose words are completed, and
# what reads manual pages. Says what is missing and cannot be installed.
set -eu

have() { command -v "$1" >/dev/null 2>&1; }

missing=
have zsh || missing="$missing zsh"
have fish || missing="$missing fish"
have mandoc || missing="$missing mandoc"
have man || missing="$missing man-db"
[ -n "$missing" ] || exit 0
if have apt-get && [ "$(id -u)" = 0 ]; then
	# A fresh image has no lists; old ones may do.
	apt-get update -qq >/dev/null 2>&1 || true
	# shellcheck disable=SC2086 # a list of words
	if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends $missing >/dev/null 2>&1; then
		exit 0
	fi
fi
echo "setup: missing:$missing"
exit 1
