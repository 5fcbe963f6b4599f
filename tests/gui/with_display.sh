#!/usr/bin/env bash
# with_display.sh PROGRAM…: runs it on an X server of its own with a window manager.
set -u
command -v Xvfb >/dev/null && command -v openbox >/dev/null || { echo "skipped: Xvfb and openbox are not installed"; exit 77; }
folder=$(mktemp -d)
trap 'kill $manager $server 2>/dev/null; rm -rf "$folder"' EXIT
mkfifo "$folder/display"
Xvfb -displayfd 3 -screen 0 1760x1120x24 -nolisten tcp 3>"$folder/display" 2>"$folder/xvfb.log" &
server=$!
read -r number <"$folder/display" || { cat "$folder/xvfb.log"; exit 1; }
export DISPLAY=:$number HOME=$folder XDG_CONFIG_HOME=$folder XDG_CACHE_HOME=$folder XDG_DATA_HOME=$folder
openbox 2>/dev/null &
manager=$!
"$@"
