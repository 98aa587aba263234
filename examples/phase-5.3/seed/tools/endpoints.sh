# sh tools/endpoints.sh FILE MIN [METHOD PATH]...: the file declares at least MIN routes, and each named one has a real handler.
set -eu
file=$1 min=$2 tools=$(dirname "$0")
shift 2
sh "$tools/ts.sh" check "$file"
routes=$(sh "$tools/ts.sh" routes "$file")
count=$(printf '%s\n' "$routes" | grep -c . || true)
echo "$count routes"
[ "$count" -ge "$min" ]
while [ $# -gt 0 ]; do
  handler=$(printf '%s\n' "$routes" | awk -v method="$1" -v path="$2" '$1 == method && $2 == path { print $3 }')
  case $handler in
    '' | notImplemented) echo "$1 $2 is not implemented"; exit 1 ;;
  esac
  grep -qE "^export const $handler = |^import \{.*\b$handler\b.*\}" "$file" || { echo "$1 $2: $handler does not exist"; exit 1; }
  shift 2
done
