#!/usr/bin/env bash
# Samples on the command line: where they come from, and what bad ones do.
set -uo pipefail
LATHE=$1 SOURCE=$2
WORK=$(mktemp -d)
MOUNTED=
trap '[ -z "$MOUNTED" ] || umount "$MOUNTED"; chmod -R u+rwx "$WORK"; rm -rf "$WORK"' EXIT
. "$SOURCE/tests/cli/support.sh"
SAMPLES=$SOURCE/resources/samples

# config NAME CAL_DATA_DIR [KEY: VALUE…]: NAME.yaml, the sample conversion on other calibration data. Model keys begin with "m.".
config() {
    local name=$1 data=$2 line
    shift 2
    sed "s#\./#$SAMPLES/#g; s#cal_data_dir: .*#cal_data_dir: '$data'#; /eval_/d" "$SAMPLES/shapes.yaml" >"$WORK/$name.yaml"
    for line in "$@"; do
        case $line in
            m.*) sed -i "s#^model_parameters:#&\n  ${line#m.}#" "$WORK/$name.yaml" ;;
            *) sed -i "s#^calibration_parameters:#&\n  $line#" "$WORK/$name.yaml" ;;
        esac
    done
}
build() { # STATUS WORDS… -- NAME [ARGS…]
    local before=()
    while [ "$1" != -- ]; do before+=("$1"); shift; done
    shift
    local name=$1
    shift
    expect "${before[@]}" -- build --config "$WORK/$name.yaml" --working-dir "$WORK/out-$name" "$@"
}
# npy FILE DESCR SHAPE <ELEMENTS
npy() { { printf '\x93NUMPY\x01\x00\x76\x00%-117s\n' "{'descr': '$2', 'fortran_order': False, 'shape': ($3), }"; cat; } >"$1"; }
zeros() { head -c "$1" /dev/zero; }
untouched() { [ ! -e "$WORK/out-$1/shapes.lathe" ] || fail "a program after a failed build of $1"; [ ! -d "$WORK/out-$1" ] || no_leftovers "$WORK/out-$1"; }

# --- an empty folder; what is no folder
mkdir "$WORK/empty"
config empty "$WORK/empty"
build 2 "empty.yaml:[0-9]+:[0-9]+: error HZ21: cal_data_dir '$WORK/empty' is empty" -- empty
mkdir "$WORK/notes" && echo x >"$WORK/notes/readme.md"
config notes "$WORK/notes"
build 3 "$WORK/notes: error: has no samples — samples are .jpg, .jpeg, .png, .bmp, .npy, .npz" -- notes
config nowhere "$WORK/nowhere"
build 2 'is no folder and no list of samples' -- nowhere

# --- one corrupt picture among 500: named; with --skip-bad the rest is taken
mkdir "$WORK/five"
pictures=("$SAMPLES"/calibration/*.png)
for i in $(seq 500); do ln -s "${pictures[$((i % ${#pictures[@]}))]}" "$WORK/five/$(printf %03d "$i").png"; done
rm "$WORK/five/347.png"
head -c 400 "${pictures[0]}" >"$WORK/five/347.png"
config five "$WORK/five"
build 3 "$WORK/five/347.png: error: (sample 346: )?is a damaged PNG picture: it is cut short" 'skip-bad' -- five
untouched five
build 0 "347.png: warning SMP01: is a damaged PNG picture" '1 of 500 samples cannot be used and is left out' 'SMP02: .* samples have the same content' -- five --skip-bad
grep -qE '"samples": *499\b' "$WORK/out-five/.lathe-cache/"*.calibration.json || fail "not 499 samples were calibrated on"
config fivekey "$WORK/five" 'skip_bad_samples: True' 'cal_data_count: 100'
build 0 'left out|agree' -- fivekey
# A compare over the same pictures.
expect 3 '347.png: error' 'skip-bad' -- compare "$SAMPLES/shapes.onnx" "$WORK/out-five/shapes.lathe" --data "$WORK/five"
expect 0 '1 of 500 samples' '499 samples' -- compare "$SAMPLES/shapes.onnx" "$WORK/out-five/shapes.lathe" --data "$WORK/five" --skip-bad
expect 0 '30 samples' -- compare "$SAMPLES/shapes.onnx" "$WORK/out-five/shapes.lathe" --data "$SAMPLES/calibration" --samples 30 --seed 4

# --- several bad ones of every kind: the first is the error, the others stand below it
mkdir "$WORK/bad"
cp "${pictures[0]}" "$WORK/bad/00.png"
zeros 3072 | npy "$WORK/bad/01.npy" '|u1' '1, 3, 32, 32'
zeros 3072 | npy "$WORK/bad/02.npy" '|u1' '1, 3, 16, 64'
{ zeros 12284; printf '\x00\x00\xc0\x7f'; } | npy "$WORK/bad/03.npy" '<f4' '1, 3, 32, 32'
printf 'no picture' >"$WORK/bad/04.bmp"
ln -s 05.png "$WORK/bad/05.png"
ln -s nothing.png "$WORK/bad/06.png"
mkfifo "$WORK/bad/07.png"
printf '\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x02\x00\x00\x00\x27\x30\x9c\x9f\x00\x00\x00\x0aIDAT0123456789' >"$WORK/bad/08.png"
{ printf 'BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\xff\xff\x00\x00\xff\x0f\x00\x00\x01\x00\x18\x00'; zeros 100; } >"$WORK/bad/09.bmp"
printf 'PK\x03\x04\x14\x00\x00\x00\x00\x00' >"$WORK/bad/10.npz"
zeros 100 >"$WORK/bad/11.bin"
config bad "$WORK/bad"
build 3 '02.npy: error: .*has the shape \[1, 3, 16, 64\]; the input .image. needs \[1, 3, 32, 32\]; 10 of 12 samples cannot be used' \
    '03.npy: error SMP01: holds nan at \[0, 2, 31, 31\]' '04.bmp: error SMP01: is no JPEG, PNG or BMP' '05.png: error SMP01: cannot open: .*symbolic links' \
    '06.png: error SMP01: cannot open: No such file' '07.png: error SMP01: is not a regular file' '08.png: error SMP01: has 100000x100000 pixels; at most' \
    '09.bmp: error SMP01: says that it has 65535x4095 pixels, which its' '10.npz: error SMP01: is a damaged .npz archive' '11.bin: error SMP01: holds 100 bytes' -- bad
untouched bad
build 0 '10 of 12 samples cannot be used and are left out' -- bad --skip-bad
if [ "$(id -u)" = 0 ]; then
    echo "skipped: the super-user reads every file"
else
    mkdir "$WORK/closed" && cp "${pictures[0]}" "$WORK/closed/a.png" && cp "${pictures[1]}" "$WORK/closed/b.png" && chmod 000 "$WORK/closed/b.png"
    config closed "$WORK/closed"
    build 3 'b.png: error: .*Permission denied' -- closed
fi
# A featuremap says NaN in other words; nothing is written.
sed '/input_type/d; /norm_type/d; /mean_value/d; /scale_value/d' "$WORK/bad.yaml" >"$WORK/nan.yaml"
mkdir "$WORK/nan" && cp "$WORK/bad/03.npy" "$WORK/nan/a.npy"
sed -i "s#cal_data_dir: .*#cal_data_dir: '$WORK/nan'#" "$WORK/nan.yaml"
build 3 'a.npy: error: holds what is no number \(NaN\) at \[0, 2, 31, 31\]; the input .image. needs finite numbers' -- nan
ln -s "$WORK/loop" "$WORK/loop"
config loop "$WORK/loop"
build 2 'is no folder and no list' -- loop

# --- data that are allowed, but say little
mkdir "$WORK/zero" && for i in 1 2 3; do { zeros 1024; head -c 2048 "${pictures[$i]}" ; zeros 2048; } | head -c 3072 | npy "$WORK/zero/$i.npy" '|u1' '1, 3, 32, 32'; done
config zero "$WORK/zero"
build 0 'SMP04: channel 0 of the input .image. is 0 in all 3 samples' -- zero
mkdir "$WORK/constant" && zeros 3072 | npy "$WORK/constant/a.npy" '|u1' '1, 3, 32, 32'
config constant "$WORK/constant"
build 0 'SMP03: the input .image. gets pictures of nearly one colour in all samples' -- constant

# --- lists, archives, raw files, a count
(cd "$WORK" && for f in "$SAMPLES"/calibration/0[0-3]*.png; do echo "$f"; done >list.txt && echo '# four dozen' >>list.txt)
config list "$WORK/list.txt"
build 0 'artefacts' -- list
printf 'missing.png\n' >>"$WORK/list.txt"
build 3 "$WORK/missing.png: error: .*No such file" -- list
printf 'a.png\tb.png\n' >"$WORK/list.txt"
build 3 '2 paths on a line for 1 input' -- list
mkdir "$WORK/raw" && for f in "$SAMPLES"/calibration/00*.png; do zeros 1000 | cat "$f" - "$f" "$f" "$f" "$f" | head -c 3072 >"$WORK/raw/$(basename "$f").bin"; done
config raw "$WORK/raw"
build 0 'artefacts' -- raw
config rawtype "$WORK/raw" 'raw_type: float32'
build 3 'bin: error: .*holds 3072 bytes of elements; float \[1, 3, 32, 32\] takes 12288.*raw_type' -- rawtype
config count "$SAMPLES/calibration" 'cal_data_count: 9' 'sample_seed: 3'
build 0 'artefacts' -- count --jobs 1
cp "$WORK/out-count/shapes.lathe" "$WORK/count1.lathe"
rm -r "$WORK/out-count"
build 0 'artefacts' -- count --jobs 4
cmp -s "$WORK/count1.lathe" "$WORK/out-count/shapes.lathe" || fail "the samples of a count depend on the threads"
grep -qE '"samples": *9\b' "$WORK/out-count/.lathe-cache/"*.calibration.json || fail "not 9 samples were calibrated on"
config crop "$SAMPLES/calibration" 'image_transform: crop/nearest'
build 0 'artefacts' -- crop # the pictures are 32x32: as they are
config wrongcrop "$SAMPLES/calibration" 'image_transform: crob'
build 2 "did you mean 'crop'" 'letterbox_centre' -- wrongcrop

# --- debug_mode and layer_out_dump
config dump "$SAMPLES/calibration" 'm.debug_mode: dump_calibration_data' 'm.layer_out_dump: True' 'cal_data_count: 12'
build 0 'HZ40' -- dump
[ -s "$WORK/out-dump/calibration_data/image/000011.npy" ] || fail "no calibration data"
[ ! -e "$WORK/out-dump/calibration_data/image/000012.npy" ] || fail "more calibration data than samples"
[ "$(grep -c '"source"' "$WORK/out-dump/calibration_data/index.json")" = 12 ] || fail "index.json does not name the sources"
config redump "$WORK/out-dump/calibration_data" 'm.layer_out_dump: True'
build 0 'artefacts' -- redump
cmp -s "$WORK/out-dump/shapes.lathe" "$WORK/out-redump/shapes.lathe" || fail "the dumped calibration data give another program"
[ -s "$WORK/out-dump/layers/index.json" ] || fail "the build wrote no layers"
expect 0 'tensors between layers' -- simulate "$WORK/out-dump/shapes.lathe" --input "image=$WORK/out-dump/calibration_data/image/000000.npy" --output "$WORK/layers"
[ "$(ls "$WORK/layers/layers" | wc -l)" -gt 4 ] || fail "simulate wrote no layers"
cmp -s "$WORK/layers/layers/scores.npy" "$WORK/layers/scores.npy" || fail "the last layer is not the output"
for file in "$WORK/out-dump/layers/"*; do cmp -s "$file" "$WORK/layers/layers/$(basename "$file")" || fail "the layers of build and simulate differ: $file"; done
expect 0 -- simulate "$WORK/out-count/shapes.lathe" --input "image=${pictures[0]}" --output "$WORK/plain"
[ ! -e "$WORK/plain/layers" ] || fail "layers that nobody asked for"
expect 0 'tensors between layers' -- simulate "$WORK/out-count/shapes.lathe" --input "image=${pictures[0]}" --output "$WORK/plain" --layers
expect 0 'dump differs from the program first at no tensor' -- analyze divergence --config "$WORK/dump.yaml" --samples 1 --dumps "$WORK/out-dump/layers"
config resizer "$SAMPLES/calibration" 'm.layer_out_dump: True'
sed -i 's/input_type_rt: .*/input_type_rt: nv12/; s/^compiler_parameters:/&\n  input_source: {image: resizer}/' "$WORK/resizer.yaml"
build 2 'HZ31: input .image.: input_source resizer does not go with layer_out_dump' -- resizer

# --- a node that does not exist
config node "$SAMPLES/calibration" "m.node_info: {Conv_l: {'ON': 'CPU'}}"
build 2 "HZ06.*Conv_l.*did you mean 'Conv_" -- node

# --- a full disk
DISK=$WORK/disk
mkdir "$DISK"
if mount -t tmpfs -o size=256k none "$DISK" 2>/dev/null; then
    MOUNTED=$DISK
    config full "$SAMPLES/calibration" 'm.debug_mode: dump_calibration_data'
    expect 5 'cannot write.*No space left' -- build --config "$WORK/full.yaml" --working-dir "$DISK/out"
    no_leftovers "$DISK/out"
    [ ! -e "$DISK/out/calibration_data" ] || fail "calibration data on a full disk"
    expect 5 'could not be written to standard output|cannot write' -- --json build --config "$WORK/full.yaml" --working-dir "$DISK/out"
else
    echo "skipped: no tmpfs can be mounted here to be full"
fi
if [ -c /dev/full ]; then
    "$LATHE" --json inspect "$SAMPLES/shapes.onnx" >/dev/full 2>"$WORK/full.log"
    status=$?
    [ "$status" = 5 ] || fail "/dev/full: exit status $status"
    grep -q 'could not be written to standard output' "$WORK/full.log" || fail "/dev/full: $(cat "$WORK/full.log")"
fi

# --- killed in the middle: a second build begins anew and leaves nothing of the first
mkdir "$WORK/many"
for i in $(seq 4000); do ln -s "${pictures[$((i % ${#pictures[@]}))]}" "$WORK/many/$(printf %04d "$i").png"; done
config killed "$WORK/many" 'm.debug_mode: dump_calibration_data'
for pause in 0.2 0.6 1.2; do
    "$LATHE" --quiet build --config "$WORK/killed.yaml" --working-dir "$WORK/out-killed" >/dev/null 2>&1 &
    child=$!
    sleep "$pause"
    kill -KILL $child 2>/dev/null
    wait $child 2>/dev/null
done
mkdir -p "$WORK/out-killed/calibration_data.part999999999/image"
touch "$WORK/out-killed/shapes.lathe.part999999999" "$WORK/out-killed/calibration_data.part999999999/image/000000.npy"
config killed "$SAMPLES/calibration" 'm.debug_mode: dump_calibration_data'
build 0 'artefacts' -- killed
no_leftovers "$WORK/out-killed"

# --- Ctrl-C while pictures are decoded: large ones, so that it falls into one
mkdir "$WORK/large"
{ printf 'BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\xb8\x0b\x00\x00\xb8\x0b\x00\x00\x01\x00\x18\x00'; zeros 24; zeros 27000000; } >"$WORK/large/0.bmp"
for i in $(seq 400); do ln -s 0.bmp "$WORK/large/$(printf l%03d "$i").bmp"; done
config large "$WORK/large"
"$LATHE" build --config "$WORK/large.yaml" --working-dir "$WORK/out-large" >"$WORK/stopped.log" 2>&1 &
child=$!
sleep 1.5
kill -INT $child 2>/dev/null
wait $child
status=$?
[ "$status" = 130 ] || fail "Ctrl-C: exit status $status: $(head -3 "$WORK/stopped.log")"
untouched large

# --- texts of files on the terminal, and where the log goes
escape=$(printf '\033')
config escape "$WORK/${escape}[31mred"
output=$("$LATHE" build --config "$WORK/escape.yaml" --working-dir "$WORK/out-escape" --log-file "$WORK/escape.log" 2>&1)
grep -q "$escape" <<<"$output" && fail "an escape sequence reached the terminal: $output"
[ ! -e "$WORK/escape.log" ] || ! grep -q "$escape" "$WORK/escape.log" || fail "an escape sequence reached the log"
before=$(cksum <"${pictures[0]}")
cp "${pictures[0]}" "$WORK/victim.png"
expect 2 'victim.png: error: --log-file names a file that holds something else than a log' -- --log-file "$WORK/victim.png" inspect "$SAMPLES/shapes.onnx"
[ "$(cksum <"$WORK/victim.png")" = "$before" ] || fail "--log-file changed a file that is no log"
expect 2 'names what is no file' -- --log-file "$WORK" inspect "$SAMPLES/shapes.onnx"
expect 0 -- --log-file "$WORK/new.log" build --config "$WORK/count.yaml" --working-dir "$WORK/out-count"
expect 0 -- --log-file "$WORK/new.log" build --config "$WORK/count.yaml" --working-dir "$WORK/out-count"
[ "$(grep -c 'Import' "$WORK/new.log")" = 2 ] || fail "a log is not added to: $(cat "$WORK/new.log")"
{ cat "$WORK/count.yaml"; printf -- '---\nmodel_parameters:\n'; } >"$WORK/second.yaml"
expect 2 'second.yaml:[0-9]+.*a second document begins here' -- config check "$WORK/second.yaml"
{ cat "$WORK/count.yaml"; printf -- '...\ncompiler_parameters:\n'; } >"$WORK/second.yaml"
expect 2 'second' -- config check "$WORK/second.yaml"
finish
