# An honest failure: the first attempt gives up half way and says so with its exit code.
. agents/common.sh
work_for_the_planned_time
if first_attempt; then
  echo '# multiply $1 by $2: not finished' > lib/multiply.sh
  echo 'I could not finish: the connection was lost.' >&2
  exit 1
fi
echo 'echo $(($1 * $2))' > lib/multiply.sh
echo 'Multiplication works.'
