#!/usr/bin/env bash
# run_interop.sh PROGRAM WORK_FOLDER NPM_FOLDER: PROGRAM writes models, ONNX Runtime runs them, PROGRAM compares.
set -u
program=$1 work=$2 npm=$3
here=$(cd "$(dirname "$0")" && pwd)
"$here/install_onnxruntime.sh" "$npm" || exit $?
rm -rf "$work" && mkdir -p "$work" || exit 1
"$program" write "$work" || exit $?
NODE_PATH="$npm/node_modules" node "$here/run_models.js" "$work"
ran=$?
"$program" compare "$work"
status=$?
[ $status -ne 0 ] || status=$ran
rm -rf "$work"/pictures_*/samples # a hundred megabytes that the next run makes again
exit $status
