#!/usr/bin/env bash
# check_source.sh ROOT: rules of docs/architecture.md and of the house style that a compiler does not see.
# Prints "file:line: rule: what" per violation; exit 1 when there is one. tests/lint/check_source_test.sh plants them.
set -euo pipefail
root=${1:?usage: check_source.sh ROOT}
cd "$root"

code_folders=()
for folder in core app widgets tests; do [ -d "$folder" ] && code_folders+=("$folder"); done
[ ${#code_folders[@]} -gt 0 ] || { echo "check_source.sh: no source folders in $root"; exit 2; }

mapfile -d '' sources < <(find "${code_folders[@]}" -type f \( -name '*.h' -o -name '*.cpp' \) -print0 | sort -z)
[ ${#sources[@]} -gt 0 ] || { echo "check_source.sh: no sources in $root"; exit 2; }

# Includes: who may see whom.
includes() {
    grep -HnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]' "${sources[@]}" /dev/null | awk '
    BEGIN {
        # A folder of core includes only itself and what stands to its left; passes and edit stand side by side.
        n = split("base graph ops program formats targets config runtime passes calibration quantization compiler simulator analysis report pipeline", order, " ")
        for (i = 1; i <= n; ++i) rank[order[i]] = i
        rank["edit"] = rank["passes"]
        # Services that every feature of the workbench may use; features meet in document/, the main window holds them all.
        m = split("document jobs settings actions commands charts common format tables theme", shared, " ")
        for (i = 1; i <= m; ++i) isShared[shared[i]] = 1
        # Third-party headers stop at the folders that wrap them.
        only["onnx/"] = only["google/protobuf"] = "formats"
        only["dnnl"] = only["oneapi/"] = "runtime"
        only["yaml-cpp/"] = "config targets"
        only["jpeglib"] = only["turbojpeg"] = only["png.h"] = only["zlib.h"] = "formats"
        only["xxh"] = "base" # spdlog is no such header: coreLog() hands out its logger
    }
    function report(rule, what) { print place ": " rule ": " what }
    function folderOf(path, depth,   parts, count) { count = split(path, parts, "/"); return count > depth ? parts[depth] : "" }
    {
        split($0, fields, ":")
        file = fields[1]; place = file ":" fields[2]
        rest = substr($0, length(place) + 2)
        match(rest, /[<"][^>"]*[>"]/)
        header = substr(rest, RSTART + 1, RLENGTH - 2)
        isOwn = substr(rest, RSTART, 1) == "\""
        top = folderOf(file, 1); from = folderOf(file, 2)
        to = folderOf(header, 1); toFolder = folderOf(header, 2)

        if (isOwn && to !~ /^(core|widgets|app|tests)$/ && header !~ /\.(moc|inc|pb\.h)$/ && header !~ /^ui_/)
            report("include-path", header " is not written from the root of the source tree")
        if (top != "tests") {
            if (to == "tests") report("layers", top " includes " header)
            if (top == "core" && (to == "widgets" || to == "app")) report("layers", "core includes " header)
            if (top == "widgets" && to == "app") report("layers", "widgets include " header)
            if (top == "app" && from == "cli" && to == "widgets") report("layers", "the command line includes " header)
        }
        if (top == "core" && to == "core") {
            if (!(toFolder in rank)) report("core-order", "core/" toFolder " has no place in the order of docs/architecture.md")
            else if (!(from in rank)) report("core-order", "core/" from " has no place in the order of docs/architecture.md")
            else if (from != toFolder && rank[toFolder] >= rank[from]) report("core-order", "core/" from " includes " header)
        }
        if (top == "widgets" && to == "widgets" && from != toFolder && from != "" && toFolder != "") {
            if (!(toFolder in isShared) && from != "main_window") report("features", "widgets/" from " includes " header)
        }
        isQt = !isOwn && header ~ /^(Q[A-Z][A-Za-z]*|Qt[A-Za-z]*\/.*|q[a-z_]+\.h|qcustomplot.*)$/
        if (isQt && (top == "core" || (top == "app" && from == "cli"))) report("no-qt", file " includes <" header ">")
        if (top == "core" && !isOwn)
            for (key in only)
                if (index(header, key) == 1 && (" " only[key] " ") !~ (" " from " ")) report("third-party", "<" header "> belongs in core/ " only[key])
    }'
}

todos() {
    grep -HnwE 'TO[D]O|FIXM[E]|XX[X]' "${sources[@]}" /dev/null | grep -vE '(TO[D]O|FIXM[E]|XX[X]) ?\(?#[0-9]+' | sed -E 's/^([^:]*:[0-9]+):.*/\1: todo: has no issue number (#123)/'
}

# Text files of the project, this check's own folder left out (it holds the patterns).
machine_paths() {
    local places=()
    for place in core app widgets tests docs resources cmake packaging translations dev README.md CMakeLists.txt CMakePresets.json; do
        [ -e "$place" ] && places+=("$place")
    done
    grep -rnIE '(^|[^A-Za-z0-9_./-])/(work|farm|root)/' "${places[@]}" --exclude-dir=lint --exclude-dir=build --exclude-dir=node_modules |
        sed -E 's/^([^:]*:[0-9]+):.*/\1: machine-path: a path of one machine/'
}

pragma_once() {
    local file
    for file in "${sources[@]}"; do
        case $file in *.h) grep -q '^#pragma once' "$file" || echo "$file:1: pragma-once: a header without #pragma once" ;; esac
    done
}

problems=$( { includes; todos; machine_paths; pragma_once; } || true)
[ -z "$problems" ] && exit 0
echo "$problems"
exit 1
