#!/usr/bin/env bash
# install_onnxruntime.sh FOLDER: puts ONNX Runtime for node into FOLDER/node_modules (kept from run to run).
# Exit status 77, with one line that says why, where that is not possible.
set -u
folder=$1
package=onnxruntime-node@1.22.0
if [ -d "$folder/node_modules/onnxruntime-node" ]; then exit 0; fi
for tool in node npm; do
    command -v "$tool" >/dev/null || { echo "SKIP: $tool is not installed"; exit 77; }
done
mkdir -p "$folder" && cd "$folder" || exit 1
[ -f package.json ] || echo '{"private": true}' > package.json
if ! npm install --ignore-scripts --no-audit --no-fund --silent "$package" > npm.log 2>&1; then
    rm -rf node_modules
    echo "SKIP: npm cannot install $package (no network?): $(tail -n 1 npm.log)"
    exit 77
fi
