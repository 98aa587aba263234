# Sourced by bench/engine: starts Restate and DBOS with PostgreSQL on loopback, runs one sample, stops what was started.
restate_ingress=http://127.0.0.1:8080
restate_port=59080
postgres_port=55432
peer_pids=()
postgres_data=''

start_peers() {
  need node npm
  peers=$BENCH_DIR/peers-engine
  mkdir -p "$peers"
  cp "$bench"/peers/engine/* "$peers/"
  (cd "$peers" && npm install --no-package-lock --no-audit --no-fund --loglevel=error) >"$work/npm" 2>&1 ||
    { tail -5 "$work/npm" >&2; die 'npm could not install the engines of bench/peers/engine/package.json.'; }
  start_restate
  start_postgres
  printf 'node %s; Restate %s; DBOS %s on %s\n' "$(node --version)" "$(package_version @restatedev/restate-server)" \
    "$(package_version @dbos-inc/dbos-sdk)" "$("$postgres_bin/postgres" --version)"
}

package_version() { sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$peers/node_modules/$1/package.json" | head -1; }

# until_true SECONDS COMMAND...
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.2
  done
}

start_restate() {
  RESTATE_DISABLE_TELEMETRY=true "$peers/node_modules/.bin/restate-server" --base-dir "$work/restate" --bind-ip 127.0.0.1 --listen-mode tcp \
    --node-name n1 --cluster-name bench >"$work/restate.log" 2>&1 &
  peer_pids+=($!)
  (cd "$peers" && exec node --import ./polyfill.mjs restate-steps.mjs "$restate_port") >"$work/restate-steps.log" 2>&1 &
  peer_pids+=($!)
  until_true 60 curl -sf http://127.0.0.1:9070/health || { tail -5 "$work/restate.log" >&2; die 'Restate did not start.'; }
  until_true 30 curl -sf -X POST -H 'content-type: application/json' -d "{\"uri\": \"http://127.0.0.1:$restate_port\"}" http://127.0.0.1:9070/deployments ||
    { tail -5 "$work/restate-steps.log" >&2; die 'Restate did not take the service.'; }
}

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

start_postgres() {
  postgres_bin=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -1)
  [ -n "$postgres_bin" ] || die 'PostgreSQL is missing; install postgresql-15 and run this again.'
  postgres_bin=${postgres_bin%/initdb}
  postgres_data=$work/postgres
  mkdir "$postgres_data"
  [ "$(id -u)" -ne 0 ] || { chmod o+x "$work"; chown postgres "$postgres_data"; }
  (cd / && as_postgres "$postgres_bin/initdb" -D "$postgres_data" -U postgres -A trust >/dev/null &&
    as_postgres "$postgres_bin/pg_ctl" -D "$postgres_data" -w -l "$postgres_data/log" \
      -o "-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" start >/dev/null) || die 'PostgreSQL did not start.'
  "$postgres_bin/createdb" -h 127.0.0.1 -p "$postgres_port" -U postgres steps
}

stop_peers() {
  local pid
  for pid in "${peer_pids[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
  peer_pids=()
  [ -z "$postgres_data" ] || (cd / && as_postgres "$postgres_bin/pg_ctl" -D "$postgres_data" -m immediate stop >/dev/null 2>&1) || true
  postgres_data=''
}

# peer LABEL COMMAND...: a sample by the peer's own clock, so that starting node does not count.
peer() {
  local label=$1 before after ms distinct
  shift
  before=$(fsync_probe)
  read -r ms distinct < <(cd "$peers" && "$@" 2>"$work/peer.log") || { tail -5 "$work/peer.log" >&2; die "$label failed."; }
  after=$(fsync_probe)
  expect "distinct results of $label" "$steps" "$distinct"
  printf '%s %s 0 %s %s\n' "$label" "$(awk -v ms="$ms" 'BEGIN { printf "%.4f", ms / 1000 }')" "$before" "$after" >>"$samples"
}

restate_steps() { peer "restate-$1" node restate-client.mjs "$restate_ingress" "$1" "$steps"; }

dbos_steps() { peer "dbos-$1" node dbos-steps.mjs "postgresql://postgres@127.0.0.1:$postgres_port/steps" "$1" "$steps"; }
