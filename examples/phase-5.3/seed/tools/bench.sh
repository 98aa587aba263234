# sh tools/bench.sh measure FILE REPORT: times the benchmarks of FILE and writes the numbers to REPORT.
# sh tools/bench.sh check FILE REPORT:   REPORT has all metrics, and a new measurement agrees that nothing goes wrong.
set -eu
tools=$(dirname "$0")
rounds=200 samples=20
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

measure() { # FILE: prints response_time_p99 (microseconds), throughput (calls per second), error_rate
  sh "$tools/ts.sh" awk "$1" > "$work/program.awk"
  sample=0
  while [ "$sample" -lt "$samples" ]; do
    started=$(date +%s%N)
    result=$(awk -v rounds="$rounds" -f "$work/program.awk")
    echo "$result $(($(date +%s%N) - started))"
    sample=$((sample + 1))
  done | awk '{ calls += $1; wrong += $2; time += $3; if ($1 == 0) { print "no benchmarks" > "/dev/stderr"; exit 1 } print $3 / $1 / 1000 > times }
    END { printf "%.0f %.6f ", calls / (time / 1e9), wrong / calls }' times="$work/times" > "$work/rates"
  p99=$(sort -n "$work/times" | awk '{ value[NR] = $1 } END { at = int(NR * 0.99 + 0.999999); printf "%.3f", value[at] }')
  read -r throughput errors < "$work/rates" || true
}

case $1 in
  measure)
    measure "$2"
    mkdir -p "$(dirname "$3")"
    cat > "$3" <<MD
# Performance validation

Measured by \`tools/bench.sh\` over $samples samples of $rounds rounds of \`$2\`; start-up of the interpreter is part of the time.

| metric | value | unit |
|---|---|---|
| response_time_p99 | $p99 | microseconds per call, 99th percentile of the samples |
| throughput | $throughput | calls per second |
| error_rate | $errors | share of calls with a wrong answer |
MD
    ;;
  check)
    for metric in response_time_p99 throughput error_rate; do
      grep -qE "^\| $metric \| [0-9]+(\.[0-9]+)? \|" "$3" || { echo "$metric was not measured"; exit 1; }
    done
    measure "$2"
    echo "now: p99 $p99 us, $throughput calls/s, errors $errors"
    awk -v throughput="$throughput" -v errors="$errors" 'BEGIN { exit !(throughput >= 1000 && errors == 0) }'
    awk -F'|' '$2 == " error_rate " && $3 + 0 > 0 { exit 1 }' "$3"
    ;;
esac
