#!/usr/bin/env bash
# The whole conversion of real classifiers on real pictures, for both devices.
set -uo pipefail
LATHE=$1 SOURCE=$2
ZOO=${LATHE_ZOO:-$SOURCE/../shared}
[ -d "$ZOO/models" ] || { echo "skipped: no zoo (set LATHE_ZOO to a folder with models/, images/, inputs/)"; exit 77; }
ZOO=$(cd "$ZOO" && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
. "$SOURCE/tests/cli/support.sh"

# config NAME MODEL MARCH INPUT ORDER MEAN SCALE SHORT_SIDE
config() {
    cat >"$WORK/$1.yaml" <<YAML
model_parameters:
  onnx_model: $ZOO/models/onnx/$2
  march: $3
  output_model_file_prefix: $1
  working_dir: $WORK/$1
input_parameters:
  input_name: $4
  input_type_train: $5
  input_type_rt: $5
  input_layout_train: NCHW
  norm_type: data_mean_and_scale
  mean_value: '$6'
  scale_value: '$7'
calibration_parameters:
  cal_data_dir: $ZOO/images/imagenet_calib
  calibration_type: kl
  image_transform: short_side:$8
compiler_parameters:
  optimize_level: O1
YAML
}

for march in nash-e kl720; do
    config "mobilenet-$march" mobilenet_v2_1.0_224.onnx "$march" input rgb '128 128 128' '0.0078125' 256
    config "squeezenet-$march" squeezenet_v1.0_dc.onnx "$march" data bgr '104 117 123' '1' 256
    for name in "mobilenet-$march" "squeezenet-$march"; do
        expect 0 'agree on' -- build --config "$WORK/$name.yaml"
        model=$(ls "$ZOO"/models/onnx/mobilenet_v2_1.0_224.onnx) offset=1
        case $name in squeezenet*) model=$ZOO/models/onnx/squeezenet_v1.0_dc.onnx offset=0 ;; esac
        "$LATHE" --json compare "$model" "$WORK/$name/$name.lathe" --data "$ZOO/images/imagenet_eval" --labels "$ZOO/images/imagenet_eval/labels.csv" \
            --label-offset $offset >"$WORK/compare.json" 2>"$WORK/compare.log" || fail "compare $name: $(head -3 "$WORK/compare.log")"
        at_least "$(field "$WORK/compare.json" cosine)" 0.99 "output cosine of $name"
        printf '%s: float top-1 %s, quantized %s, agreement %s, cosine %s\n' "$name" "$(field "$WORK/compare.json" float_top1)" \
            "$(field "$WORK/compare.json" quantized_top1)" "$(field "$WORK/compare.json" agreement)" "$(field "$WORK/compare.json" cosine)"
    done
done
finish
