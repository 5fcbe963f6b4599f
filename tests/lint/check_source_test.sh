#!/usr/bin/env bash
# Plants one violation of each rule into a small source tree and sees that check_source.sh names it at its line, and
# nothing else; a clean tree passes.
set -euo pipefail
check=$(dirname "$(readlink -f "$0")")/check_source.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

fresh() {
    rm -rf "${tree:?}"/*
    mkdir -p "$tree"/core/{base,graph,passes,edit,formats,runtime} "$tree"/widgets/{document,log,profiler,main_window} "$tree"/app/cli "$tree"/tests/core
    printf '#pragma once\n#include <vector>\n' > "$tree/core/base/error.h"
    printf '#pragma once\n#include "core/base/error.h"\n' > "$tree/core/graph/graph.h"
    printf '#include "core/graph/graph.h"\n// TODO(#12): has a number\n' > "$tree/core/passes/pass.cpp"
    printf '#include <dnnl.hpp>\n' > "$tree/core/runtime/kernel.cpp"
    printf '#include <png.h>\n' > "$tree/core/formats/png.cpp"
    printf '#include <QWidget>\n#include "core/graph/graph.h"\n#include "widgets/document/document.h"\n' > "$tree/widgets/log/log_view.cpp"
    printf '#include "widgets/log/log_view.h"\n#include "widgets/profiler/profiler_page.h"\n' > "$tree/widgets/main_window/main_window.cpp"
    printf '#include "core/graph/graph.h"\n#include "main.moc"\n' > "$tree/app/cli/main.cpp"
}

fail() { echo "FAIL: $1"; failures=$((failures + 1)); }

fresh
out=$(bash "$check" "$tree") || fail "a clean tree is refused: $out"

# expect RULE FILE LINE TEXT: appends TEXT (as that line) to FILE of a clean tree.
expect() {
    fresh
    printf '%b' "$4" > "$tree/$2"
    local out status=0
    out=$(bash "$check" "$tree") || status=$?
    [ $status -eq 1 ] || fail "$1 in $2: exit status $status"
    [ "$(grep -c . <<< "$out")" -eq 1 ] && grep -q "^$2:$3: $1: " <<< "$out" || fail "$1 in $2: found '$out'"
}

expect core-order core/base/bad.cpp 2 '#include <map>\n#include "core/graph/graph.h"\n'
expect core-order core/passes/bad.cpp 1 '#include "core/edit/edit.h"\n'
expect core-order core/edit/bad.cpp 1 '#include "core/passes/pass.h"\n'
expect core-order core/graph/bad.cpp 1 '#include "core/nowhere/thing.h"\n'
expect layers core/graph/bad.cpp 1 '#include "widgets/log/log_view.h"\n'
expect layers widgets/log/bad.cpp 1 '#include "app/cli/session.h"\n'
expect layers app/cli/bad.cpp 1 '#include "widgets/log/log_view.h"\n'
expect layers core/graph/bad.cpp 1 '  #  include "tests/support/zoo.h"\n'
expect features widgets/log/bad.cpp 1 '#include "widgets/profiler/profiler_page.h"\n'
expect features widgets/document/bad.cpp 1 '#include "widgets/log/log_view.h"\n'
expect features widgets/log/bad.cpp 1 '#include "widgets/main_window/main_window.h"\n'
expect no-qt core/graph/bad.cpp 1 '#include <QString>\n'
expect no-qt core/graph/bad.cpp 1 '#include <QtCore/QString>\n'
expect no-qt app/cli/bad.cpp 1 '#include <QCoreApplication>\n'
expect third-party core/graph/bad.cpp 1 '#include <google/protobuf/message.h>\n'
expect third-party core/formats/bad.cpp 1 '#include <dnnl.hpp>\n'
expect third-party core/passes/bad.cpp 1 '#include <oneapi/dnnl/dnnl.hpp>\n'
expect third-party core/passes/bad.cpp 1 '#include <yaml-cpp/yaml.h>\n'
expect third-party core/runtime/bad.cpp 1 '#include <png.h>\n'
expect third-party core/runtime/bad.cpp 1 '#include <jpeglib.h>\n'
expect include-path core/graph/bad.cpp 1 '#include "graph.h"\n'
expect todo core/graph/bad.cpp 2 '\n// TODO: later\n'
expect todo tests/core/bad.cpp 1 'int x; // FIXME\n'
expect machine-path core/graph/bad.cpp 1 'const char* p = "/work/shared";\n'
expect machine-path tests/core/bad.txt 1 'see /root/x\n'
expect pragma-once core/graph/bad.h 1 '#include <vector>\n'

bash "$check" "$tree/nowhere" > /dev/null 2>&1 && fail "a missing folder passes"
[ $failures -eq 0 ] && echo "every planted violation was found"
exit $((failures > 0))
