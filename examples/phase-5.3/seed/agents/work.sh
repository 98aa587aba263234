# Every agent of this example: reads the section of its task in the breakdown, writes the files that it describes, as long as planned.
set -eu
sleep "$(awk -v hours="${BATON_ESTIMATE_HOURS:-0}" -v pace="${BATON_HOUR_SECONDS:-0}" 'BEGIN { printf "%.3f", hours * pace }')"
awk -v task="$BATON_TASK" -f agents/write.awk docs/04-planning/atomic-task-breakdown.md
if [ "$BATON_TASK" = T22 ]; then
  sh tools/bench.sh measure ops/tests/phase5.3-performance.ts docs/09-reports/performance-validation.md
fi
