# Small helpers of the command-line tests. LATHE is the program, WORK a scratch folder.
FAILURES=0

fail() { printf 'FAIL: %s\n' "$*"; FAILURES=$((FAILURES + 1)); }

# expect STATUS WORDS… -- ARGS…: the exit status, and that the output holds each word (an extended regular expression).
expect() {
    local status=$1 words=()
    shift
    while [ "$1" != -- ]; do words+=("$1"); shift; done
    shift
    local output got=0
    output=$("$LATHE" "$@" 2>&1) || got=$?
    [ "$got" = "$status" ] || fail "lathe $*: exit status $got, expected $status: $(printf '%s' "$output" | head -5)"
    local word
    for word in "${words[@]}"; do
        # Not through a pipe: grep -q leaves at the first match, and a writer that it cuts off fails the whole pipe.
        grep -qE -- "$word" <<<"$output" || fail "lathe $*: no /$word/ in: $(printf '%s' "$output" | head -5)"
    done
}

# field JSON_FILE KEY: the value of a top-level (or any first) key with a plain value.
field() { grep -oE "\"$2\": *[^,}]*" "$1" | head -1 | sed -E 's/^[^:]*: *//; s/^"//; s/"$//'; }

# at_least VALUE BOUND WHAT
at_least() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a + 0 >= b + 0) }' || fail "$3 is $1, expected at least $2"; }

no_leftovers() { # FOLDER
    local found
    found=$(find "$1" -name '*.part*' 2>/dev/null)
    [ -z "$found" ] || fail "half-written files: $found"
}

finish() {
    [ "$FAILURES" = 0 ] || { printf '%s failures\n' "$FAILURES"; exit 1; }
    echo "all passed"
}
