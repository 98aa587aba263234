# What every agent of this example starts with. Sourced, not run.
set -eu

# Works for the planned time: the estimate at the pace of the plan (`hour:`).
work_for_the_planned_time() {
  sleep "$(awk -v hours="${BATON_ESTIMATE_HOURS:-0}" -v pace="${BATON_HOUR_SECONDS:-0}" 'BEGIN { printf "%.3f", hours * pace }')"
}

first_attempt() {
  [ "${BATON_ATTEMPT_NUMBER:-1}" -eq 1 ]
}
