# Sourced by the measuring scripts: preparation, timing, an fsync probe, medians. Needs bash, awk, git and GNU dd.
set -euo pipefail
export LC_ALL=C

bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
baton=${BATON:-$bench/../baton}
repetitions=${REPETITIONS:-5}

die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 5; }
need() { local p; for p; do command -v "$p" >/dev/null || die "$p is missing; install it and run this again."; done; }

# The work goes where real repositories are: on a disk, not in memory. BENCH_DIR names another folder.
start_bench() {
  need git awk dd
  mkdir -p "${BENCH_DIR:=$bench/../artifacts}"
  work=$(mktemp -d "$BENCH_DIR/bench.XXXXXX")
  work=$(cd "$work" && pwd -P)
  trap 'cat "$samples" >>"${SAMPLES:-/dev/null}"; rm -rf "$work"' EXIT # bench/engine gathers the samples of other scripts
  export XDG_STATE_HOME=$work/state GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1
  git config --file "$work/gitconfig" user.name Bench
  git config --file "$work/gitconfig" user.email bench@localhost
  git config --file "$work/gitconfig" init.defaultBranch main
  samples=$work/samples
  : >"$samples"
  "$baton" --version >/dev/null || die 'Baton could not be built or started.'
  printf '%s, %s cores, %s on %s, %s repetitions, load %s\n' "$("$baton" --version)" "$(nproc)" "$(git --version)" \
    "$(stat -f -c %T "$work")" "$repetitions" "$(cut -d' ' -f1 /proc/loadavg)"
}

# Milliseconds for one 4 KiB write with fdatasync, mean of 50: what a durable record costs right now.
fsync_probe() {
  local started ended
  started=$(date +%s%N)
  dd if=/dev/zero of="$work/probe" bs=4k count=50 oflag=dsync status=none
  ended=$(date +%s%N)
  awk -v ns=$((ended - started)) 'BEGIN { printf "%.3f", ns / 50e6 }'
}

# measure LABEL COMMAND...: one sample "label wall-seconds cpu-seconds fsync-before fsync-after"; output goes to $work/output.
measure() {
  local label=$1 before after times
  shift
  before=$(fsync_probe)
  TIMEFORMAT='%R %U %S'
  if ! { times=$( { time "$@" >"$work/output" 2>&1; } 2>&1 ); }; then
    tail -20 "$work/output" >&2
    die "$label failed."
  fi
  after=$(fsync_probe)
  awk -v label="$label" -v t="$times" -v b="$before" -v a="$after" \
    'BEGIN { split(t, x, " "); printf "%s %.4f %.3f %s %s\n", label, x[1], x[2] + x[3], b, a }' >>"$samples"
}

# expect WHAT WANTED GOT: the side effects are counted, not assumed.
expect() { [ "$2" -eq "$3" ] || die "$1: expected $2, found $3. The measurement is void."; }

# summary UNIT DIVISOR: per label, median (min, max) wall time in ms per UNIT, CPU seconds, fsync range.
summary() {
  sort -k1,1 -k2,2n "$samples" | awk -v unit="$1" -v each="$2" '
    function flush() {
      if (!n) return
      m = n % 2 ? w[(n + 1) / 2] : (w[n / 2] + w[n / 2 + 1]) / 2
      printf "%-22s %9.3f ms/%s  (%.3f .. %.3f)  wall %8.3f s  CPU %7.2f s  fsync %.2f .. %.2f ms  n=%d\n",
        label, 1000 * m / each, unit, 1000 * w[1] / each, 1000 * w[n] / each, m, cpu / n, low, high, n
    }
    $1 != label { flush(); label = $1; n = 0; cpu = 0; low = 1e9; high = 0 }
    { w[++n] = $2; cpu += $3; for (i = 4; i <= 5; i++) { if ($i < low) low = $i; if ($i > high) high = $i } }
    END { flush() }'
}

# ratio A B: how many times the median of B the median of A is.
ratio() {
  sort -k1,1 -k2,2n "$samples" | awk -v a="$1" -v b="$2" '
    { v[$1, ++n[$1]] = $2 }
    function median(l) { return n[l] % 2 ? v[l, (n[l] + 1) / 2] : (v[l, n[l] / 2] + v[l, n[l] / 2 + 1]) / 2 }
    END { if (n[a] && n[b]) printf "%s / %s = %.2f\n", a, b, median(a) / median(b) }'
}

# A folder that did not exist before. Nothing is deleted between samples: ext4 searches around inodes that were freed in the last minutes,
# which would slow down whoever makes files next.
fresh() { mktemp -d "$work/$1.XXXXXX"; }

new_repository() { # folder
  git init -q "$1"
  (cd "$1" && echo start >README && git add README && git commit -qm start)
}
