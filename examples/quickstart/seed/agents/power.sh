# Builds on another task: its workspace already holds the accepted multiplication.
. agents/common.sh
work_for_the_planned_time
cat > lib/power.sh <<'SH'
if [ "$2" -lt 0 ]; then
  echo 'calc: the exponent must not be negative' >&2
  exit 1
fi
result=1
exponent=$2
while [ "$exponent" -gt 0 ]; do
  result=$(sh "$here/calc" multiply "$result" "$1")
  exponent=$((exponent - 1))
done
echo "$result"
SH
echo 'Powers work.'
