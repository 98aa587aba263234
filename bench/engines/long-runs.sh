# Sourced by bench/engine: what a long history costs (replay, resume, memory), and what waiting costs.

process_of() { # repository: the pid that drives a run there
  local pid
  for pid in $(pgrep -f "run $1/plan.yaml"); do
    case $(readlink "/proc/$pid/exe") in */baton|*/dotnet) printf '%s' "$pid"; return ;; esac
  done
  return 1
}

resident() { awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$1/status"; }

completed() { grep -c ' complete$' "$1" || true; } # what a run printed

measure_long_runs() {
  measure_replay
  measure_resume
  measure_memory
}

# `show` of one task loads the whole run; reading the same plan alone (`check`) is taken off. A no-op step makes seven events: 100 of them a step asked for.
measure_replay() {
  local long i
  long=$(repository_with noop_plan fan $(((100 * steps + 6) / 7)) replay)
  "$baton" run "$long/plan.yaml" >/dev/null
  replayed=$("$baton" watch "$long/plan.yaml" --json | wc -l)
  for ((i = 0; i < repetitions; i++)); do
    measure replay-show "$baton" show T1 --plan "$long/plan.yaml"
    measure replay-check "$baton" check "$long/plan.yaml"
    record replay "$(tail -2 "$samples" | awk 'NR == 1 { a = $2 } NR == 2 { printf "%.1f", 1000 * (a - $2) }')"
  done
}

# Killed in the middle, started again: from the start of the program to the first attempt that it plans.
measure_resume() {
  local i repository pid started
  resumed=$((10 * steps))
  for ((i = 0; i < repetitions; i++)); do
    repository=$(repository_with noop_plan fan "$resumed" resume)
    "$baton" run "$repository/plan.yaml" >"$work/progress" 2>&1 &
    until_true 60 process_of "$repository" || die 'the run did not start.'
    pid=$(process_of "$repository")
    until [ "$(completed "$work/progress")" -ge $((resumed / 4)) ]; do sleep 0.05; done
    kill -9 "$pid"
    wait || true
    started=$(date +%s%N)
    measure resume-whole "$baton" run "$repository/plan.yaml"
    "$baton" watch "$repository/plan.yaml" --json >"$work/events"
    expect 'tasks completed after the kill' "$resumed" "$(jq -r 'select(.type == "TaskCompleted") | .task' "$work/events" | sort -u | wc -l)"
    record resume "$(first_dispatch "$work/events" "$started")"
  done
}

first_dispatch() { # events, nanoseconds at which the program was started
  jq -rn --argjson started "$2" "$jq_ms"'
    [inputs | select(.type == "AttemptPlanned") | .at | ms | select(. >= $started / 1000000)] | first - $started / 1000000 | round' "$1"
}

# Resident memory while a run goes through ten times as many steps: in its second tenth and in its last.
measure_memory() {
  local repository pid first last
  repository=$(repository_with noop_plan fan $((10 * steps)) memory)
  "$baton" run "$repository/plan.yaml" >/dev/null 2>&1 &
  until_true 60 process_of "$repository" || die 'the run did not start.'
  pid=$(process_of "$repository")
  while resident "$pid" 2>/dev/null; do echo; sleep 0.1; done >"$work/resident"
  wait
  read -r first last < <(awk 'NF { v[++n] = $1 } END { print v[int(n / 5) + 1], v[int(0.8 * n)] }' "$work/resident")
  memory="| resident memory over $((10 * steps)) steps, after a fifth and after four fifths | $first MB, $last MB | | | flat | |"
}

# A run that waits for a person: clock ticks of CPU and bytes written within the time.
measure_idle() {
  local repository pid seconds=${IDLE_SECONDS:-30} ticks written
  repository=$(repository_with human_plan)
  "$baton" run "$repository/plan.yaml" --wait >/dev/null 2>&1 &
  until_true 60 process_of "$repository" || die 'the run did not start.'
  pid=$(process_of "$repository")
  sleep 10 # the compiler's second pass over the start
  ticks=$(awk '{ print $14 + $15 }' "/proc/$pid/stat") written=$(awk '/^write_bytes/ { print $2 }' "/proc/$pid/io")
  sleep "$seconds"
  ticks=$(($(awk '{ print $14 + $15 }' "/proc/$pid/stat") - ticks)) written=$(($(awk '/^write_bytes/ { print $2 }' "/proc/$pid/io") - written))
  kill -TERM "$pid"
  wait || true
  idle="| waiting for a person, $seconds s | $((1000 * ticks / $(getconf CLK_TCK))) ms of CPU, $written bytes written | | | nothing that shows | |"
}

human_plan() {
  printf '%s\n' 'baton: 1' 'name: idle' 'agents:' '  me: {driver: human}' 'tasks:' '  think: {title: Think, agent: me, estimate: 1h, workspace: none}'
}
