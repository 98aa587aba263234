# Sourced by bench/engine: samples to a table of what was measured, beside what, with the target.

# record LABEL MILLISECONDS: a sample from a clock of its own; the probes are those of the sample before it.
record() {
  awk -v label="$1" -v ms="$2" 'END { printf "%s %.4f 0 %s %s\n", label, ms / 1000, $4, $5 }' "$samples" >"$work/record"
  cat "$work/record" >>"$samples"
}

# A journal's time in milliseconds.
jq_ms='def ms: (.[0:19] + "Z" | fromdate) * 1000 + ((.[19:] | capture("^(?<f>\\.[0-9]+)").f // "0") | tonumber * 1000);'

# moments EVENTS FROM TO: milliseconds from the first event of one type to the last of another.
moments() {
  jq -rn --arg from "$2" --arg to "$3" "$jq_ms"'
    [inputs | {type, at}] as $e | ([$e[] | select(.type == $from)] | first | .at | ms) as $a | ([$e[] | select(.type == $to)] | last | .at | ms) - $a | round' "$1"
}

median() { # label: seconds, or nothing
  awk -v l="$1" '$1 == l { print $2 }' "$samples" | sort -n | awk '{ v[NR] = $1 } END { if (NR) print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# row WHAT LABEL PEER-LABEL DIVISOR UNIT FACTOR TARGET: FACTOR is what the ratio baton/peer may be at most.
row() {
  local ours theirs
  ours=$(median "$2") theirs=$(median "$3")
  [ -n "$ours" ] && [ -n "$theirs" ] || return 0
  awk -v what="$1" -v a="$ours" -v b="$theirs" -v n="$4" -v unit="$5" -v most="$6" -v target="$7" -v peer="$3" 'BEGIN {
    printf "| %s | %.3f ms/%s | %s: %.3f ms/%s | %.2f | %s | %s |\n", what, 1000 * a / n, unit, peer, 1000 * b / n, unit, a / b, target, a / b <= most ? "met" : "MISSED" }'
}

# figure WHAT LABEL SECONDS TARGET: an amount of its own against a bound in seconds.
figure() {
  local ours
  ours=$(median "$2")
  [ -n "$ours" ] || return 0
  awk -v what="$1" -v a="$ours" -v most="$3" -v target="$4" 'BEGIN { printf "| %s | %.3f s | | | %s | %s |\n", what, a, target, a <= most ? "met" : "MISSED" }'
}

print_table() {
  echo
  summary run 1
  echo
  echo '| what | Baton | beside it | ratio | target | verdict |'
  echo '|---|---|---|---|---|---|'
  row 'no-op steps, chain' baton-chain restate-chain "$steps" step 1 'at most Restate'
  row 'no-op steps, fan-out' baton-fan restate-fan "$steps" step 0.5 'twice the rate of Restate'
  row 'no-op steps, fan-out, one invocation a step' baton-fan restate-calls "$steps" step 0.5 'twice the rate of Restate'
  row 'no-op steps, chain' baton-chain dbos-chain "$steps" step 0.25 '4 times DBOS'
  row 'no-op steps, fan-out' baton-fan dbos-fan "$steps" step 0.25 '4 times DBOS'
  row 'no-op steps, fan-out, one workflow a step' baton-fan dbos-children "$steps" step 0.25 '4 times DBOS'
  row 'processes (`touch`), chain' baton-shell-chain ninja-chain "$steps" step 1.5 '1.5 times ninja -j2'
  row 'processes (`touch`), fan-out' baton-shell-fan ninja-fan "$steps" step 1.5 '1.5 times ninja -j2'
  row 'attempt in a worktree' baton by-hand 20 attempt 1.2 '1.2 times by hand'
  figure '`baton --version`' version-script 0.1 '100 ms'
  figure '`check` of 22 tasks' check-script 0.2 '200 ms'
  figure "replay of a run with ${replayed:-} events" replay 1 '1 s'
  figure "first dispatch after \`kill -9\` in a run of ${resumed:-} tasks" resume 1 '1 s'
  [ -z "${memory:-}" ] || printf '%s\n' "$memory"
  [ -z "${idle:-}" ] || printf '%s\n' "$idle"
}
