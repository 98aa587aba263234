# One row of the table: awk -v set=j30 -v budget="1000 schedules" -v cpu=SECONDS -v bounds=bounds.csv -f table.awk RESULTS.csv;
# -v title=1 prints the titles. A lower bound of 0 is none.
BEGIN {
  if (title) {
    print "| set | budget | instances | average deviation | from | from best known | equal to best | proven | gap to own bound | schedules/s | wall s | CPU s |"
    print "|---|---|---|---|---|---|---|---|---|---|---|---|"
    exit
  }
  while ((getline line < bounds) > 0) { split(line, f, ","); known_path[f[2]] = f[3]; best[f[2]] = f[5] }
}

/^instance,/ { next }

{
  split($0, f, ",")
  n++
  from_path += f[2] / known_path[f[1]] - 1
  if (f[1] in best && best[f[1]] > 0) { compared++; from_best += f[2] / best[f[1]] - 1; equal += f[2] <= best[f[1]] }
  proven += f[4] == "true"
  if (f[3] > 0) { bounded++; gap += f[2] / f[3] - 1 }
  schedules += f[6]
  seconds += f[7]
}

END {
  if (title || !n) exit
  optimum = set == "j30" && compared == n
  printf "| %s | %s | %d | %.3f %% | %s | %s | %s | %d | %s | %s | %.1f | %.1f |\n", toupper(set), budget, n,
    100 * (optimum ? from_best : from_path) / n, optimum ? "optimum" : "critical path",
    compared ? sprintf("%.3f %%", 100 * from_best / compared) : "-", compared ? equal : "-", proven, bounded == n ? sprintf("%.3f %%", 100 * gap / n) : "-",
    schedules && seconds ? sprintf("%d", schedules / seconds) : "-", seconds, cpu
}
