#!/usr/bin/env bash
# The headless command on the embedded sample: what it promises, and what it does with bad input.
set -uo pipefail
LATHE=$1 SOURCE=$2
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
. "$SOURCE/tests/cli/support.sh"
SAMPLES=$SOURCE/resources/samples
MODEL=$SAMPLES/shapes.onnx

# --- what each sub-command gives
expect 0 'lathe [0-9]' -- --version
for command in inspect run optimize edit calibrate build evaluate simulate compare targets config "analyze sensitivity" "analyze promote" "analyze divergence"; do expect 0 'Example: ' -- $command --help; done
expect 0 'opset 13' 'image +float \[1, 3, 32, 32\]' 'Conv' -- inspect "$MODEL"
"$LATHE" --json inspect "$MODEL" >"$WORK/inspect.json" || fail "inspect --json"
for key in opset nodes ops inputs outputs params macs; do grep -q "\"$key\"" "$WORK/inspect.json" || fail "inspect --json lacks $key"; done
expect 0 'nodes before' 'largest difference' -- optimize "$MODEL" -o "$WORK/optimised.onnx"
expect 0 'fuse-batch-norm-into-conv' 'safe \(' 'kneron \(' -- optimize --list
expect 0 'no difference' -- optimize "$MODEL" -o "$WORK/x.onnx" --pipeline safe
expect 0 'nodes before' -- optimize "$MODEL" -o "$WORK/x.onnx" --pipeline kneron --skip_fuse_qkv --defuse-gaps --convert_f16=false --duplicate_shared_weights 2 --skipped_optimizers eliminate_nop_pad --overwrite_input_shapes 2,3,32,32 --clear_shapes
expect 2 'there is no pipeline' "did you mean 'kneron'" -- optimize "$MODEL" -o "$WORK/x.onnx" --pipeline knernon
expect 2 'says nothing|say nothing' -- optimize "$MODEL" -o "$WORK/x.onnx" --pass fold-shapes --pipeline O0
expect 0 'nodes before' -- optimize "$MODEL" -o "$WORK/x.onnx" --also expand-softmax copy-shared-weights rewrite-global-pool-as-mean
expect 0 'nodes before' -- optimize -o "$WORK/x.onnx" --skip-pass fold-shapes eliminate_nop_pad "$MODEL"
expect 2 "there is no target 'nowhere-1'" -- evaluate --target nowhere-1 "$MODEL" --weight-bandwidth 1
expect 2 'MODEL_OR_PROGRAM is required' -- evaluate --target kl720
expect 2 'undo each other' -- optimize "$MODEL" -o "$WORK/x.onnx" --also expand-softmax recognize-softmax
expect 0 'image .*float .*input' 'Conv ' -- inspect "$MODEL" --tensors
expect 2 'contradict' -- optimize "$MODEL" -o "$WORK/x.onnx" --skip-check --verify-each
expect 2 'lathe edit renames' -- optimize "$MODEL" -o "$WORK/x.onnx" --pass rename_input_output
expect 2 'named as a Caffe file' -- optimize "$MODEL" -o "$WORK/x.prototxt"
expect 2 "is no dimension" -- optimize "$MODEL" -o "$WORK/x.onnx" --set-shape image=1,3,32,32
expect 2 'not in range 0 to 2' -- optimize "$MODEL" -o "$WORK/x.onnx" --duplicate-shared-weights 3
expect 0 'nodes before' -- optimize "$MODEL" -o "$WORK/x.onnx" --verify-each --steps "$WORK/steps"
[ -s "$WORK/steps/000_original.txt" ] && ls "$WORK/steps" | grep -q '^001_' || fail "optimize --steps wrote no steps"
expect 2 'did you mean' -- optimize "$MODEL" -o "$WORK/x.onnx" --pass fuse-batchnorm-into-conv
expect 0 'nash-e' 'kl720' 'xh1-m30' 'J721S2' 'aic100-pro16' 'figures: .*assumed; zero points: (yes|no)' 'not validated yet' -- targets
[ "$("$LATHE" --json targets | grep -c '"zero_points"')" = 15 ] || fail "targets --json has not 15 devices"
expect 0 'published|assumed|derived' -- targets nash-e
expect 0 'Conv' -- targets operators kl720
expect 0 'Convolution  accelerator' 'Sigmoid  host for Sigmoid' 'InnerProduct  accelerator' -- targets operators 520
expect 0 'without errors' 'published' -- targets check "$SAMPLES/../../docs/examples/my_device.yaml"
expect 0 'my-npu-dual' -- targets check "$SAMPLES/../../docs/examples/my_variant.yaml"
sed -e 's/clock_mhz: {value: 1000/clock_mhz: {value: fast/' -e 's/kind: kernel-at-most/kind: kernel-at-mots/' "$SAMPLES/../../docs/examples/my_device.yaml" >"$WORK/wrong_device.yaml"
expect 3 'wrong_device.yaml:[0-9]+:[0-9]+' "'value' must be a number" "did you mean 'kernel-at-most'" '2 problem' -- targets check "$WORK/wrong_device.yaml"
LATHE_TARGETS="$SAMPLES/../../docs/examples" expect 0 'my-npu ' 'my-npu-dual' -- targets
expect 0 'on J7: [0-9]+ node\(s\) on the accelerator, [0-9]+ on the host, 0 refused' -- inspect "$MODEL" --target TDA4VM
expect 0 'accelerator  Conv ' -- inspect "$MODEL" --target 2.0 --nodes
"$LATHE" --json inspect "$MODEL" --target xh1 >"$WORK/support.json" || fail "inspect --target --json"
for key in support where rule reason accelerator host refused; do grep -q "\"$key\"" "$WORK/support.json" || fail "inspect --target --json lacks $key"; done

# --- structural edits, and where the weights lie
expect 0 'nodes before' -- edit "$MODEL" -o "$WORK/same.onnx"
expect 0 'largest difference (0|.*e-)' -- optimize "$WORK/same.onnx" -o "$WORK/optimised2.onnx"
cmp -s "$WORK/optimised.onnx" "$WORK/optimised2.onnx" || fail "lathe edit without an edit changes the model"
expect 0 'weights in .*external.onnx.data' -- edit "$MODEL" -o "$WORK/external.onnx" --external-weights
expect 0 'opset 13' -- inspect "$WORK/external.onnx"
expect 0 -- edit "$WORK/external.onnx" -o "$WORK/folded.onnx" --embed-weights
cmp -s "$WORK/same.onnx" "$WORK/folded.onnx" || fail "external weights folded in again give another file"
"$LATHE" --quiet edit "$MODEL" -o "$WORK/inplace.onnx" --external-weights || fail "external weights"
expect 0 'inplace.onnx.data held the weights before and stays' -- edit "$WORK/inplace.onnx" -o "$WORK/inplace.onnx" --embed-weights
[ -e "$WORK/inplace.onnx.data" ] || fail "weights were removed that another model may use"
"$LATHE" --quiet edit "$MODEL" -o "$WORK/open.onnx" --set-shape image:n,3,32,32 || fail "an open shape"
expect 0 'open dimensions: image \[n, 3, 32, 32\]' '1 is taken' -- inspect "$WORK/open.onnx"
"$LATHE" --quiet edit "$MODEL" -o "$WORK/wide.onnx" --set-shape image:n,3,h,32 || fail "an open shape"
expect 3 'was taken for each open dimension .*--set-shape image' -- inspect "$WORK/wide.onnx"
expect 0 'MACs' -- inspect "$WORK/wide.onnx" --set-shape image:4,3,32,32
expect 2 'contradict' -- edit "$MODEL" -o "$WORK/x.onnx" --embed-weights --external-weights
"$LATHE" --json edit "$MODEL" -o "$WORK/renamed.onnx" --set-shape picture:2,3,32,32 --rename image:picture >"$WORK/edit.json" 2>/dev/null && fail "an edit of a name that does not exist yet"
[ "$(field "$WORK/edit.json" schema)" = lathe.error/1 ] || fail "no error as JSON"
grep -q 'set-shape picture' "$WORK/edit.json" || fail "the error does not name the edit"
"$LATHE" --json edit "$MODEL" -o "$WORK/renamed.onnx" --rename image:picture --set-shape picture:2,3,32,32 >"$WORK/edit.json" || fail "edit --json"
for key in schema model output bytes nodes_before nodes_after edits inputs outputs; do grep -q "\"$key\"" "$WORK/edit.json" || fail "edit --json lacks $key"; done
expect 0 'picture +float \[2, 3, 32, 32\]' -- inspect "$WORK/renamed.onnx"
expect 2 '2 edits' "did you mean 'image'" '--remove-type Konv' 'Softmax' -- edit "$MODEL" -o "$WORK/wrong.onnx" --rename imgae:x --remove-type Konv
[ ! -e "$WORK/wrong.onnx" ] || fail "a file after a refused edit"

# --- why a node has its precision
sed "s#\./#$SAMPLES/#g" "$SAMPLES/shapes.yaml" >"$WORK/why.yaml"
expect 0 'int8 by default' 'so it computes in int8' 'gives .* in int8' -- inspect "$MODEL" --config "$WORK/why.yaml" --why Conv_1
printf 'kneron_parameters:\n  datapath_bitwidth_mode: int16\n' >>"$WORK/why.yaml"
expect 0 'datapath_bitwidth_mode: int16 asked for the whole model' 'so it computes in int16' -- inspect "$MODEL" --config "$WORK/why.yaml" --why Conv_1
expect 2 'no node "Convv_1"' 'did you mean' -- inspect "$MODEL" --config "$WORK/why.yaml" --why Convv_1
expect 2 'why needs --config' -- inspect "$MODEL" --why Conv_1

# --- the whole conversion, on both devices
for march in nash-e kl720; do
    sed "s/march: .*/march: $march/" "$SAMPLES/shapes.yaml" | sed "s#\./#$SAMPLES/#g" >"$WORK/$march.yaml"
    expect 0 'agree on' 'artefacts' -- build --config "$WORK/$march.yaml" --working-dir "$WORK/$march"
    for suffix in _original_float_model.onnx _optimized_float_model.onnx _calibrated_model.onnx _quantized_model.onnx .lathe .json .html _accuracy.json _build.yaml .log; do
        [ -s "$WORK/$march/shapes$suffix" ] || fail "no artefact shapes$suffix for $march"
    done
    no_leftovers "$WORK/$march"
    "$LATHE" --json compare "$MODEL" "$WORK/$march/shapes.lathe" --data "$SAMPLES/eval" --labels "$SAMPLES/eval/labels.csv" >"$WORK/compare.json" || fail "compare on $march"
    at_least "$(field "$WORK/compare.json" float_top1)" 0.85 "float top-1"
    at_least "$(field "$WORK/compare.json" quantized_top1)" 0.80 "quantized top-1 on $march"
done

# --- ranges by themselves: every method side by side, the same table for any number of threads, taken by a build in every format
expect 0 'max .*percentile .*kl .*mse' 'mean SQNR' -- calibrate "$MODEL" --config "$WORK/nash-e.yaml" --compare-methods
expect 0 '[0-9]+ tensors over [0-9]+ samples' 'method mse' -- --jobs 1 calibrate --config "$WORK/nash-e.yaml" --method mse -o "$WORK/ranges1.json"
expect 0 -- --jobs 3 calibrate --config "$WORK/nash-e.yaml" --method mse -o "$WORK/ranges3.json"
cmp -s "$WORK/ranges1.json" "$WORK/ranges3.json" || fail "ranges differ with the number of threads"
for format in lathe onnxruntime tensorrt onnxruntime-text; do
    expect 0 -- calibrate --config "$WORK/nash-e.yaml" --samples 5 --format "$format" -o "$WORK/ranges.$format"
    expect 0 'artefacts' -- build --config "$WORK/nash-e.yaml" --working-dir "$WORK/ranged" --calibration "$WORK/ranges.$format"
done
"$LATHE" --json calibrate --config "$WORK/nash-e.yaml" --per-channel --asymmetric --samples 3 -o "$WORK/channels.json" >"$WORK/calibrate.json" || fail "calibrate --json"
[ "$(field "$WORK/calibrate.json" samples)" = 3 ] || fail "calibrate --samples 3"
grep -q '"channel_thresholds"' "$WORK/channels.json" || fail "no thresholds of channels"
sed 's/"conv1/"konv1/; s/"image/"imaje/' "$WORK/ranges1.json" >"$WORK/strange.json"
expect 3 'imaje' 'did you mean' -- build --config "$WORK/nash-e.yaml" --working-dir "$WORK/ranged" --calibration "$WORK/strange.json"
expect 3 'no calibration table' -- build --config "$WORK/nash-e.yaml" --working-dir "$WORK/ranged" --calibration "$MODEL"
expect 2 '-o is needed' -- calibrate --config "$WORK/nash-e.yaml"
expect 2 'no effect without --method' -- calibrate --config "$WORK/nash-e.yaml" --percentile 0.99 -o "$WORK/never.json"
expect 2 'minmax' -- calibrate --config "$WORK/nash-e.yaml" --method minmax -o "$WORK/never.json"
[ ! -e "$WORK/never.json" ] || fail "a table after a refused call"

# --- repeated byte for byte, with any number of threads; the second build takes the calibration from the cache
expect 0 'Calibrate cached' -- build --config "$WORK/nash-e.yaml" --working-dir "$WORK/nash-e"
expect 0 -- --jobs 1 build --config "$WORK/nash-e/shapes_build.yaml" --working-dir "$WORK/again"
cmp -s "$WORK/nash-e/shapes.lathe" "$WORK/again/shapes.lathe" || fail "the exported configuration gives another program"

# --- simulate: the same bytes on every path and thread count
picture=$(ls "$SAMPLES"/eval/*.png | head -1)
LATHE_ISA=reference "$LATHE" --quiet --jobs 1 simulate "$WORK/nash-e/shapes.lathe" --input "image=$picture" --output "$WORK/s1" || fail "simulate, reference"
for isa in generic auto; do
    LATHE_ISA=$isa "$LATHE" --quiet --jobs 2 simulate "$WORK/nash-e/shapes.lathe" --input "$picture" --output "$WORK/s2" --trace "$WORK/trace.json" || fail "simulate, $isa"
    cmp -s "$WORK/s1/scores.npy" "$WORK/s2/scores.npy" || fail "the path $isa differs"
done
LATHE_ISA=onednn expect 2 'generic' -- simulate "$WORK/nash-e/shapes.lathe" --input "$picture" --output "$WORK/s3"
grep -q traceEvents "$WORK/trace.json" || fail "no trace"
expect 0 'fps' -- evaluate "$MODEL" --target nash-e --target KL720 -o "$WORK/evaluation"
[ -s "$WORK/evaluation/nash-e/model_fx_report.html" ] || fail "no evaluation report"
expect 1 'below' -- compare "$MODEL" "$WORK/nash-e/shapes.lathe" --data "$SAMPLES/eval" --labels "$SAMPLES/eval/labels.csv" --fail-under top1=0.999
expect 2 'classes' -- compare "$MODEL" "$WORK/nash-e/shapes.lathe" --data "$SAMPLES/eval" --labels "$SAMPLES/eval/labels.csv" --label-offset 5

# --- where accuracy is lost: the same with any number of threads
"$LATHE" --json --jobs 1 analyze sensitivity --config "$WORK/nash-e.yaml" --samples 4 >"$WORK/sensitivity1.json" || fail "analyze sensitivity"
"$LATHE" --json --jobs 2 analyze sensitivity --config "$WORK/nash-e.yaml" --samples 4 >"$WORK/sensitivity2.json" || fail "analyze sensitivity, two threads"
cmp -s "$WORK/sensitivity1.json" "$WORK/sensitivity2.json" || fail "sensitivity depends on the threads"
for key in isolated accumulated outputs_with_rounded weights activations off_by_lsb saturation_ratio distinct_values ranking; do
    grep -q "\"$key\"" "$WORK/sensitivity1.json" || fail "sensitivity lacks $key"
done
expect 0 'labels: top-1 float' 'of one node alone rounded' 'weights of one node' -- analyze sensitivity --config "$WORK/nash-e.yaml" --samples 4 -o "$WORK/analysis"
[ -s "$WORK/analysis/sensitivity.json" ] || fail "no sensitivity.json"
expect 0 'promoted +latency' -- analyze promote --config "$WORK/nash-e.yaml" --samples 4 --points 3 -o "$WORK/analysis"
grep -q '"promoted": 0' "$WORK/analysis/promotion.json" || fail "the curve does not begin with the build as it is"
expect 0 'integers differ from fake-quantized first at' -- analyze divergence --config "$WORK/nash-e.yaml" --samples 1
expect 0 'dump differs from the program first at no tensor' -- analyze divergence --config "$WORK/nash-e.yaml" --samples 1 --dumps "$WORK/s1" # of the same picture
mkdir "$WORK/strange" && cp "$WORK/s1/scores.npy" "$WORK/strange/other.npy"
expect 2 'none of the 1 dumps' -- analyze divergence --config "$WORK/nash-e.yaml" --samples 1 --dumps "$WORK/strange"
expect 2 'no folder' -- analyze divergence --config "$WORK/nash-e.yaml" --dumps "$WORK/nothing"
expect 3 'eval' -- analyze sensitivity --config "$WORK/nash-e.yaml" --data "$WORK/eval-that-is-not"

# --- bad input: a clear error with its place and status
head -c 3000 "$MODEL" >"$WORK/truncated.onnx"
expect 3 'truncated.onnx' -- inspect "$WORK/truncated.onnx"
head -c 4096 "$LATHE" | tail -c 2000 >"$WORK/random.onnx"
expect 3 'random.onnx' -- inspect "$WORK/random.onnx"
"$LATHE" --quiet edit "$MODEL" -o "$WORK/outside.onnx" --external-weights || fail "external weights"
expect 2 'overwrite weights' -- edit "$WORK/outside.onnx" -o "$WORK/outside.onnx.data"
expect 2 'overwrite weights' -- optimize "$WORK/outside.onnx" -o "$WORK/outside.onnx.data"
ln -s outside.onnx.data "$WORK/other.onnx.data"
expect 2 'overwrite weights' -- edit "$WORK/outside.onnx" -o "$WORK/other.onnx" --external-weights
expect 0 -- edit "$WORK/outside.onnx" -o "$WORK/outside.onnx" --external-weights
expect 0 'nodes' -- inspect "$WORK/outside.onnx" --set-shape image:2,3,32,32
expect 2 'EDIT04' -- inspect "$WORK/outside.onnx" --set-shape nothing:2,3,64,64
expect 3 'missing.onnx' -- inspect "$WORK/missing.onnx"
expect 3 'a[?]\[31mb.onnx' -- inspect "$WORK/a"$'\033'"[31mb.onnx"
expect 2 'cannot write' -- optimize "$MODEL" -o "$WORK/nowhere/x.onnx"
expect 2 'is a folder' -- edit "$MODEL" -o "$WORK"
expect 2 'cannot make the folder' -- evaluate "$MODEL" --target nash-e -o "$MODEL/report"
expect 2 'no model is named' -- inspect ,
expect 0 'was not compared' 'more memory' '1 MiB together' -- --max-memory 1 optimize "$MODEL" -o "$WORK/x.onnx" --set-shape image:64,3,32,32
touch "$WORK/killed.onnx.part999999999"
expect 0 -- edit "$MODEL" -o "$WORK/killed.onnx"
no_leftovers "$WORK"
expect 2 -- inspect
expect 2 "no command 'optimise'; did you mean 'optimize'" -- optimise
expect 2 "no command 'chekc'; did you mean 'check'" -- config chekc
expect 2 "no command 'nosuchcommand'" -- nosuchcommand
expect 2 'nash' -- evaluate "$MODEL" --target nash-x
head -c 20000 "$WORK/nash-e/shapes.lathe" >"$WORK/cut.lathe"
expect 3 'cut.lathe' -- inspect "$WORK/cut.lathe"
mkdir "$WORK/bad" && cp "$SAMPLES"/calibration/00*.png "$WORK/bad" && echo "no picture" >"$WORK/bad/zzz.png"
sed "s#cal_data_dir: .*#cal_data_dir: $WORK/bad#" "$WORK/nash-e.yaml" >"$WORK/badpicture.yaml"
expect 3 'zzz.png' -- build --config "$WORK/badpicture.yaml" --working-dir "$WORK/badout"
[ ! -e "$WORK/badout/shapes.lathe" ] || fail "artefacts after a failed build"
cat >"$WORK/three.yaml" <<YAML
model_parameters:
  onnx_model: $MODEL
  march: nash-q
  working_dirr: out
input_parameters:
  input_type_train: rgb
calibration_parameters:
  calibration_type: kl
  cal_data_dir: $SAMPLES/calibration
compiler_parameters:
  optimize_level: O7
YAML
expect 2 'three.yaml:3' 'three.yaml:4' 'three.yaml:11' 'working_dir' -- config check "$WORK/three.yaml"

# --- pictures for an input that does not say how they become it: the same words from check and build, at once
"$LATHE" --quiet config template --march nash-e --model "$MODEL" -o "$WORK/featuremap.yaml" || fail "a template"
sed -i "s#cal_data_dir: .*#cal_data_dir: $SAMPLES/calibration#" "$WORK/featuremap.yaml"
line=$(grep -n '^  cal_data_dir' "$WORK/featuremap.yaml" | cut -d: -f1)
expect 2 "featuremap.yaml:$line:" 'CFG_PICTURES' 'image_order' -- config check "$WORK/featuremap.yaml"
expect 2 "featuremap.yaml:$line:" 'CFG_PICTURES' 'image_order' -- build --config "$WORK/featuremap.yaml" --working-dir "$WORK/featuremap"
mkdir "$WORK/text" && echo 'no array' >"$WORK/text/a.npy"
sed "s#cal_data_dir: .*#cal_data_dir: $WORK/text#" "$WORK/featuremap.yaml" >"$WORK/text.yaml"
expect 3 'a.npy' -- config check "$WORK/text.yaml"
expect 3 'a.npy' -- build --config "$WORK/text.yaml" --working-dir "$WORK/featuremap"
[ ! -e "$WORK/featuremap" ] || fail "files of a build that was refused at once"

# --- a full disk: nothing half-written, a clear error
(ulimit -f 20; "$LATHE" optimize "$MODEL" -o "$WORK/full.onnx" >"$WORK/full.log" 2>&1)
status=$?
[ "$status" = 5 ] || fail "full disk: exit status $status: $(head -3 "$WORK/full.log")"
[ ! -e "$WORK/full.onnx" ] || fail "a file after a full disk"
no_leftovers "$WORK"

# --- Ctrl-C in the middle: where the build was faster than the signal, again with twice the pictures
mkdir "$WORK/many"
sed "s#cal_data_dir: .*#cal_data_dir: $WORK/many#" "$WORK/nash-e.yaml" >"$WORK/many.yaml"
copies=40
for attempt in 1 2 3 4 5 6; do
  for i in $(seq 1 $copies); do
    for f in "$SAMPLES"/calibration/*.png; do ln -s "$f" "$WORK/many/$attempt-$i-$(basename "$f")"; done
  done
  rm -rf "$WORK/stopped"
  "$LATHE" build --config "$WORK/many.yaml" --working-dir "$WORK/stopped" >"$WORK/stopped.log" 2>&1 &
  child=$!
  sleep 0.3
  kill -INT $child 2>/dev/null
  wait $child
  status=$?
  [ "$status" != 0 ] && break
  copies=$((copies * 2))
done
[ "$status" = 130 ] || fail "Ctrl-C: exit status $status: $(head -3 "$WORK/stopped.log")"
[ ! -e "$WORK/stopped/shapes.lathe" ] || fail "artefacts after Ctrl-C"
[ ! -d "$WORK/stopped" ] || no_leftovers "$WORK/stopped"
finish
