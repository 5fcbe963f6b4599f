#!/usr/bin/env bash
# Caffe networks on the command line: every command takes them; the zoo's where there is one.
set -uo pipefail
LATHE=$1 SOURCE=$2
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
. "$SOURCE/tests/cli/support.sh"

cat >"$WORK/net.prototxt" <<'TEXT'
name: "small"
input: "data" input_shape { dim: 1 dim: 3 dim: 16 dim: 16 }
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 4 kernel_size: 3 } }
layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
layer { name: "odd" type: "Magic" bottom: "conv" top: "odd" }
TEXT
sed 's/kernel_size: 3/kernel_size: many/' "$WORK/net.prototxt" >"$WORK/wrong.prototxt"
grep -v Magic "$WORK/net.prototxt" >"$WORK/plain.prototxt"

expect 0 'opset 13, 3 nodes' 'data  float \[1, 3, 16, 16\]' 'caffe::Magic 1' 'CAFFE_NO_WEIGHTS' 'CAFFE_LAYER_KEPT' -- inspect "$WORK/net.prototxt"
expect 3 'wrong.prototxt:3:' "'kernel_size' of ConvolutionParameter is 'many'" -- inspect "$WORK/wrong.prototxt"
expect 3 'missing.caffemodel' -- inspect "$WORK/net.prototxt" --weights "$WORK/missing.caffemodel"
expect 0 'nodes before' -- optimize "$WORK/plain.prototxt" -o "$WORK/plain.onnx"
expect 0 'nodes before' -- edit "$WORK/plain.prototxt" -o "$WORK/edited.onnx" --rename conv:features
expect 0 'output  features' -- inspect "$WORK/edited.onnx"
expect 0 'Conv 1' -- inspect "$WORK/plain.onnx"
expect 0 'nash-e' -- evaluate "$WORK/plain.prototxt" --target nash-e
expect 0 -- build --fast-perf --model "$WORK/plain.prototxt" --march nash-e --working-dir "$WORK/fast"
expect 0 'prototxt: .*plain.prototxt' -- config template --model "$WORK/plain.prototxt"
# What has the name of the weights and is no file must not pass for a network without weights.
cp "$WORK/plain.prototxt" "$WORK/pipe.prototxt" && mkfifo "$WORK/pipe.caffemodel"
expect 3 'pipe.caffemodel' 'not a regular file' -- inspect "$WORK/pipe.prototxt"
cp "$WORK/plain.prototxt" "$WORK/folder.prototxt" && mkdir "$WORK/folder.caffemodel"
expect 3 'folder.caffemodel' 'not a regular file' -- inspect "$WORK/folder.prototxt"
sed 's/dim: 16 dim: 16/dim: 16 dim: -7/' "$WORK/plain.prototxt" >"$WORK/impossible.prototxt"
expect 3 'impossible shape \[1, 3, 16, -7\]' -- inspect "$WORK/impossible.prototxt"
[ "$FAILURES" = 0 ] || finish

ZOO=${LATHE_ZOO:-$SOURCE/../shared}
[ -d "$ZOO/models/caffe" ] || { echo "no zoo: the real networks are left out"; finish; exit 0; }
ZOO=$(cd "$ZOO" && pwd)
# An input of another size than the description's.
expect 0 'fc  float \[1, 1, 127, 127\]' -- run "$ZOO/models/caffe/wechat_sr.prototxt" --input "$ZOO/inputs/caffe_wechat_sr/000/input.npy" --output "$WORK/sr"
expect 0 'boxes  float \[1, 4420, 4\]' -- run "$ZOO/models/caffe/RFB-320.prototxt,$ZOO/models/caffe/RFB-320.caffemodel" \
    --input "$ZOO/inputs/caffe_RFB-320/000/input.npy" --output "$WORK/faces"
cat >"$WORK/lenet.yaml" <<YAML
model_parameters:
  prototxt: $ZOO/models/caffe/lenet_mnist.prototxt
  caffe_model: $ZOO/models/caffe/lenet_mnist.caffemodel
  march: nash-e
  output_model_file_prefix: lenet
  working_dir: $WORK/lenet
input_parameters:
  input_name: data
  input_type_train: gray
  input_type_rt: gray
  input_layout_train: NCHW
  norm_type: data_scale
  scale_value: '0.00390625'
calibration_parameters:
  cal_data_dir: $ZOO/images/mnist
  calibration_type: kl
  image_transform: stretch
compiler_parameters:
  optimize_level: O1
YAML
expect 0 'no errors' -- config check "$WORK/lenet.yaml"
expect 0 'agree on' -- build --config "$WORK/lenet.yaml"
"$LATHE" --json compare "$ZOO/models/caffe/lenet_mnist.prototxt" "$WORK/lenet/lenet.lathe" --data "$ZOO/images/mnist" \
    --labels "$ZOO/images/mnist/labels.csv" >"$WORK/compare.json" 2>"$WORK/compare.log" || fail "compare: $(head -3 "$WORK/compare.log")"
at_least "$(field "$WORK/compare.json" float_top1)" 0.97 "float top-1 of LeNet"
at_least "$(field "$WORK/compare.json" quantized_top1)" 0.97 "quantized top-1 of LeNet"
finish
