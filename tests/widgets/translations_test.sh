#!/usr/bin/env bash
# translations_test.sh LUPDATE SOURCE_DIR: every string of the window stands translated in translations/ of every language
# but English, whose texts are the sources themselves (lathe_en.ts holds plurals alone).
set -euo pipefail
lupdate=$1 root=$2 failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$root"
for file in translations/*.ts; do
    [ "$file" != translations/lathe_en.ts ] || continue
    copy=$scratch/$(basename "$file")
    cp "$file" "$copy"
    "$lupdate" -silent -locations none -no-obsolete -I . widgets app/workbench -ts "$copy" 2>"$scratch/notes" ||
        { cat "$scratch/notes"; exit 1; }
    missing=$(grep -B4 'type="unfinished"' "$copy" | sed -n 's/.*<source>\(.*\)<\/source>.*/  \1/p' || true)
    [ -z "$missing" ] || { printf '%s lacks (lupdate widgets app/workbench -ts %s writes them):\n%s\n' "$file" "$file" "$missing"; failed=1; }
done
exit "$failed"
