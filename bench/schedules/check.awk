# Holds schedules against the instances they are for, by the definition alone; shares nothing with the scheduler. Any violation ends with 1.
#   awk -v dir=FOLDER [-v bounds=bounds.csv] [-v expected=N] -f check.awk RESULTS.csv
# RESULTS.csv: instance,makespan,lowerBound,optimal,criticalPath,schedules,seconds,"starts"; an empty criticalPath is not compared.
# FOLDER: the .sm files. bounds.csv: set,instance,critical_path,best_lower,best_upper,closed,...; what is not in it has no known bounds.

function violation(text) { print "VIOLATION " FILENAME " " name ": " text; violations++ }

function load(file,   line, section, w, n, i, k, read) {
  jobs = resources = arcs = 0
  split("", duration); split("", demand); split("", capacity); split("", from); split("", to)
  while ((read = (getline line < file)) > 0) {
    gsub(/\r/, "", line)
    if (line ~ /^jobs .*:/) { sub(/.*:/, "", line); jobs = line + 0 }
    else if (line ~ /^ *- renewable/) { sub(/.*:/, "", line); resources = line + 0 }
    else if (line ~ /^PRECEDENCE RELATIONS/) section = "precedence"
    else if (line ~ /^REQUESTS/) section = "requests"
    else if (line ~ /^RESOURCEAVAIL/) section = "capacity"
    else if (line ~ /^ *[0-9]/ && section) {
      n = split(line, w, " ")
      if (section == "precedence") for (i = 1; i <= w[3]; i++) { from[++arcs] = w[1]; to[arcs] = w[3 + i] }
      else if (section == "requests") { duration[w[1]] = w[3]; for (k = 1; k <= resources; k++) demand[w[1], k] = w[3 + k] }
      else if (n == resources) for (k = 1; k <= resources; k++) capacity[k] = w[k]
    }
  }
  close(file)
  return read == 0 && jobs > 0
}

# The longest chain, by relaxing all arcs until nothing changes.
function longest_chain(   head, changed, a, j, longest) {
  for (j = 1; j <= jobs; j++) head[j] = 0
  do {
    changed = 0
    for (a = 1; a <= arcs; a++) if (head[from[a]] + duration[from[a]] > head[to[a]]) { head[to[a]] = head[from[a]] + duration[from[a]]; changed = 1 }
  } while (changed)
  for (j = 1; j <= jobs; j++) if (head[j] + duration[j] > longest) longest = head[j] + duration[j]
  return longest + 0
}

function check_capacity(   j, t, k, used, end) {
  for (j = 1; j <= jobs; j++) for (t = start[j]; t < start[j] + duration[j]; t++) {
    if (t > end) end = t
    for (k = 1; k <= resources; k++) used[t, k] += demand[j, k]
  }
  for (t = 0; t <= end; t++) for (k = 1; k <= resources; k++)
    if (used[t, k] > capacity[k]) { violation("at " t " resource " k " is used " used[t, k] " of " capacity[k]); return }
}

function check_schedule(   a, j, end) {
  if (split(starts, start, " ") != jobs) { violation("it has " jobs " jobs, and the schedule has " split(starts, start, " ") " starts"); return }
  for (j = 1; j <= jobs; j++) {
    if (start[j] !~ /^[0-9]+$/) { violation("job " j " starts at \"" start[j] "\""); return }
    start[j] += 0
    if (start[j] + duration[j] > end) end = start[j] + duration[j]
  }
  if (end + 0 != makespan) violation("the last job ends at " end + 0 ", and the makespan is said to be " makespan)
  for (a = 1; a <= arcs; a++)
    if (start[to[a]] < start[from[a]] + duration[from[a]]) violation("job " to[a] " starts at " start[to[a]] ", before its predecessor " from[a] " has ended")
  check_capacity()
}

function check_claims() {
  if (path != "" && path + 0 != longest_chain()) violation("the critical path is said to be " path ", and it is " longest_chain())
  if (lower > makespan) violation("the lower bound " lower " is above the makespan " makespan)
  if (optimal && lower != makespan) violation("it is said to be optimal with the bound " lower " below the makespan " makespan)
}

function check_bounds() {
  if (!(name in published_path)) return
  if (path != "" && path + 0 != published_path[name]) violation("the critical path is said to be " path ", published is " published_path[name])
  if (makespan < best_lower[name]) violation("the makespan " makespan " is below the best known lower bound " best_lower[name])
  if (!(name in best_upper)) return
  if (lower > best_upper[name]) violation("the lower bound " lower " is above the best known makespan " best_upper[name])
  if (optimal && closed[name] && makespan != best_upper[name]) violation("it claims the optimum " makespan ", and the known one is " best_upper[name])
  if (makespan < best_upper[name]) print "better than the best known: " name " in " makespan ", known " best_upper[name]
  if (lower > best_lower[name]) print "better bound than the best known: " name " at least " lower ", known " best_lower[name]
}

BEGIN {
  while (bounds && (getline line < bounds) > 0) {
    gsub(/\r/, "", line)
    if (split(line, f, ",") >= 6 && f[3] ~ /^[0-9]+$/) { published_path[f[2]] = f[3] + 0; best_lower[f[2]] = f[4] + 0; if (f[5] != "") best_upper[f[2]] = f[5] + 0; closed[f[2]] = f[6] + 0 }
  }
}

/^instance,/ { next }

{
  split($0, quoted, "\"")
  split(quoted[1], f, ",")
  name = f[1]; makespan = f[2] + 0; lower = f[3] + 0; optimal = f[4] == "true"; path = f[5]; starts = quoted[2]
  if (name in seen) violation("it is there twice")
  seen[name] = 1
  rows++
  if (f[4] != "true" && f[4] != "false") { violation("\"optimal\" is neither true nor false"); next }
  if (!load(dir "/" name ".sm")) { violation("its file " dir "/" name ".sm cannot be read"); next }
  check_schedule()
  check_claims()
  check_bounds()
}

END {
  name = "(all)"
  if (expected != "" && rows + 0 != expected + 0) violation("there are " rows + 0 " schedules for " expected " instances")
  exit violations > 0
}
