# What every agent of this example starts with. Sourced, not run.
set -eu
mkdir -p tests docs
sleep "$(awk -v hours="${BATON_ESTIMATE_HOURS:-0}" -v pace="${BATON_HOUR_SECONDS:-0}" 'BEGIN { printf "%.3f", hours * pace }')"

# Reads lines "name | assertion", writes them as Python tests.
tests_of() {
  awk -F ' [|] ' '{ fixture = $2 ~ /csrf_token/ ? "csrf_token" : ""; printf "\n\ndef test_%s(%s):\n    assert %s\n", $1, fixture, $2 }'
}
