# What every agent of this example does first. Sourced, not run.
set -eu

# Works for as long as the plan estimates, at the pace of the plan (`hour:`).
work_for_the_planned_time() {
  sleep "$(awk -v hours="${BATON_ESTIMATE_HOURS:-0}" -v pace="${BATON_HOUR_SECONDS:-0}" 'BEGIN { printf "%.3f", hours * pace }')"
}

say() {
  printf '%s: %s\n' "${BATON_TASK:-agent}" "$*"
}
