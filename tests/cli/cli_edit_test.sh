#!/usr/bin/env bash
# Structural edits on the embedded sample: what they print, to the letter.
set -uo pipefail
LATHE=$1 SOURCE=$2
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
. "$SOURCE/tests/cli/support.sh"
cd "$WORK" || exit 1
cp "$SOURCE/resources/samples/shapes.onnx" model.onnx

# prints STATUS EXPECTED -- ARGS…: the exit status, and the whole output without the line of the file's size.
prints() {
    local status=$1 expected=$2 output got=0
    shift 3
    output=$("$LATHE" "$@" 2>&1) || got=$?
    [ "$got" = "$status" ] || fail "lathe $*: exit status $got, expected $status"
    output=$(printf '%s' "$output" | grep -v '^[a-z]*\.onnx: ')
    [ "$output" = "$expected" ] || fail "lathe $*: $(diff <(printf '%s\n' "$expected") <(printf '%s\n' "$output"))"
}

# --- a node more, another batch, another opset
prints 0 '21 nodes before, 22 after' -- edit model.onnx -o clipped.onnx --insert-before scores:Clip:min=0 --set-batch 4 --set-opset 15
prints 0 './clipped.onnx: opset 15, 22 nodes, 24.0 k parameters, 4.10 M MACs
  input   image  float [4, 3, 32, 32]
  output  scores  float [4, 10]
  operators: Add 1, BatchNormalization 6, Clip 1, Conv 6, Flatten 1, Gemm 1, Relu 6' -- inspect ./clipped.onnx

# --- in the order given
prints 0 '21 nodes before, 21 after' -- edit model.onnx -o named.onnx --rename image:picture --set-shape picture:2,3,32,32
prints 2 "error: 1 edit cannot be carried out
error EDIT04: --set-shape picture:2,3,32,32: the model has no input named 'picture' — its inputs are: 'image'" -- edit model.onnx -o wrong.onnx --set-shape picture:2,3,32,32 --rename image:picture

# --- all that is wrong, at once
prints 2 "error: 4 edits cannot be carried out
error EDIT04: --set-attribute Conv_0:storage=1: Conv has no attribute 'storage' — its attributes are: auto_pad, dilations, group, kernel_shape, pads, strides
error EDIT04: --remove-output scores: 'scores' is the only output — a model needs one: add another first with add-output
error EDIT04: --insert-after imgae:Relu: the model has no tensor or node named 'imgae' — did you mean 'image'?
error EDIT04: --set-opset 99: Lathe knows opsets up to 21, not 99" -- edit model.onnx -o wrong.onnx --set-attribute Conv_0:storage=1 --remove-output scores --insert-after imgae:Relu --set-opset 99
[ ! -e wrong.onnx ] || fail "a file after a refused edit"

# --- scripts: in their place among the options, and written again
printf -- '- rename: image:picture\n- outputs: [Relu_1, Relu_3]\n' >edits.yaml
prints 0 '21 nodes before, 13 after' -- edit model.onnx -o cut.onnx --set-doc first --script edits.yaml --set-batch n --save-script done.yaml
expected="- set-doc: 'first'
- rename: 'image:picture'
- outputs: 'Relu_1,Relu_3'
- set-batch: 'n'"
[ "$(cat done.yaml)" = "$expected" ] || fail "the script that was written: $(cat done.yaml)"
"$LATHE" --quiet edit model.onnx -o again.onnx --script done.yaml || fail "the script that was written cannot be read"
cmp -s cut.onnx again.onnx || fail "the script that was written gives another model"
printf -- '- remove-nodes: a\n- rename: nothing:something\n- set-batch:\n' >wrong.yaml
prints 2 "error: 3 edits cannot be carried out
wrong.yaml:1:3: error EDIT06: there is no edit 'remove-nodes' — did you mean 'remove-node'?
wrong.yaml:2:3: error EDIT04: rename nothing:something: the model has no tensor or node named 'nothing'
wrong.yaml:3:3: error EDIT06: 'set-batch' has no argument — it takes N[:INPUT,…], as '4'" -- edit model.onnx -o wrong.onnx --script wrong.yaml
expect 3 'nothing.yaml' -- edit model.onnx -o wrong.onnx --script nothing.yaml

# --- no file of the command line overwrites another one
cp model.onnx kept.onnx && cp edits.yaml kept.yaml
expect 2 '--save-script would overwrite the file of MODEL' -- edit kept.onnx -o cut.onnx --set-doc a --save-script kept.onnx
expect 2 '-o would overwrite the file of --script' -- edit kept.onnx -o kept.yaml --script kept.yaml
expect 2 '--save-script would overwrite the file of -o' -- edit kept.onnx -o new.onnx --set-doc a --save-script ./new.onnx
expect 2 '-o would overwrite the file of --set-constant' -- edit kept.onnx -o kept.yaml --set-constant w=kept.yaml
cmp -s model.onnx kept.onnx && cmp -s edits.yaml kept.yaml || fail "a file that was read is another one now"
[ ! -e new.onnx ] || fail "a file after refused arguments"
expect 2 'both name fold-constants' -- optimize kept.onnx -o new.onnx --pass fold-constants --skip-pass fold-constants
no_leftovers "$WORK"
finish
