# sh tests/run.sh [SUITE...]: runs tests/SUITE.test (all when none is named) and writes results/junit.xml.
# A suite is a list of
#   gives NAME EXPECTED COMMAND...    the command ends with 0 and prints EXPECTED
#   refuses NAME COMMAND...           the command ends with another code and prints nothing to standard output
# Exit code 1 when a test failed or none ran.
set -u
cd "$(dirname "$0")/.." || exit 2
mkdir -p results
cases=results/cases.xml
: > "$cases"
total=0
failed=0

xml() {
  printf '%s' "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/"/\&quot;/g'
}

record() { # NAME PROBLEM (empty: passed)
  total=$((total + 1))
  if [ -z "$2" ]; then
    echo "ok    $suite: $1"
    printf '  <testcase classname="%s" name="%s"/>\n' "$suite" "$(xml "$1")" >> "$cases"
    return
  fi
  failed=$((failed + 1))
  echo "FAIL  $suite: $1: $2"
  printf '  <testcase classname="%s" name="%s"><failure message="%s"/></testcase>\n' "$suite" "$(xml "$1")" "$(xml "$2")" >> "$cases"
}

gives() {
  name=$1 expected=$2
  shift 2
  if ! actual=$("$@" 2>&1); then
    record "$name" "failed with: $actual"
  elif [ "$actual" != "$expected" ]; then
    record "$name" "expected '$expected', got '$actual'"
  else
    record "$name" ''
  fi
}

refuses() {
  name=$1
  shift
  if actual=$("$@" 2> /dev/null); then
    record "$name" "was accepted and printed '$actual'"
  elif [ -n "$actual" ]; then
    record "$name" "printed '$actual' although it failed"
  else
    record "$name" ''
  fi
}

[ $# -gt 0 ] || set -- $(ls tests | sed -n 's/\.test$//p')
for suite in "$@"; do
  . "./tests/$suite.test" || exit 2
done

{
  echo '<?xml version="1.0" encoding="UTF-8"?>'
  echo "<testsuite name=\"calc\" tests=\"$total\" failures=\"$failed\" errors=\"0\" skipped=\"0\">"
  cat "$cases"
  echo '</testsuite>'
} > results/junit.xml
echo "$total tests, $failed failed"
[ "$total" -gt 0 ] && [ "$failed" -eq 0 ]
