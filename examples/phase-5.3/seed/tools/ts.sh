# Checks and runs the small part of TypeScript that this project is written in. No compiler is needed.
#   sh tools/ts.sh check FILE...           brackets and tags balance, something is exported, every import exists
#   sh tools/ts.sh test MODULE TEST-FILE... evaluates the test files with all they import, writes results/MODULE.xml (JUnit)
#   sh tools/ts.sh awk FILE...             prints the files and all they import as an awk program
#   sh tools/ts.sh routes FILE             prints METHOD PATH HANDLER for each route
set -eu
tools=$(dirname "$0")

imports() { # FILE: lines "NAME FILE", FILE empty when there is none
  sed -n 's/^import { \(.*\) } from "\(.*\)";$/\2 \1/p' "$1" | while read -r from names; do
    target=
    for ending in .ts .tsx /index.ts; do
      [ -f "$(dirname "$1")/$from$ending" ] && target=$(realpath --relative-to=. "$(dirname "$1")/$from$ending") && break
    done
    for name in $(printf '%s' "$names" | tr -d ','); do
      echo "$name $target"
    done
  done
}

check() {
  bad=0
  for file in "$@"; do
    if [ ! -f "$file" ]; then
      echo "$file: does not exist"
      bad=1
      continue
    fi
    awk -v file="$file" -f "$tools/balance.awk" "$file" || bad=1
    grep -qE '^(export|test\(|benchmark\()' "$file" || { echo "$file: exports nothing"; bad=1; }
    missing=$(imports "$file" | while read -r name target; do
      if [ -z "$target" ] || ! grep -qE "^export (const|function|interface) $name\\b" "$target"; then
        echo "$file: $name is imported, but ${target:-its module} does not export it"
      fi
    done)
    [ -z "$missing" ] || { echo "$missing"; bad=1; }
  done
  [ "$bad" -eq 0 ] && echo "$# files are sound"
}

closure() { # FILE...: the files and all they import, each once
  seen=' ' queue=$*
  while [ -n "$queue" ]; do
    next=
    for file in $queue; do
      case $seen in *" $file "*) continue ;; esac
      seen="$seen$file "
      next="$next $(imports "$file" | awk '$2 { print $2 }' | sort -u | tr '\n' ' ')"
    done
    queue=$(printf '%s' "$next" | sed 's/^ *//; s/ *$//')
  done
  echo "$seen"
}

case $1 in
  check)
    shift
    check "$@"
    ;;
  routes)
    sed -n 's/^  { method: "\([A-Z]*\)", path: "\([^"]*\)", handler: \([A-Za-z0-9]*\) },$/\1 \2 \3/p' "$2"
    ;;
  awk)
    shift
    check "$@" > /dev/null
    cat $(closure "$@") | awk -f "$tools/to-awk.awk"
    ;;
  test)
    module=$2
    shift 2
    check "$@"
    mkdir -p results
    cat $(closure "$@") | awk -f "$tools/to-awk.awk" > "results/$module.awk"
    awk -v report="results/$module.xml" -v suite="$module" -f "results/$module.awk"
    ;;
esac
