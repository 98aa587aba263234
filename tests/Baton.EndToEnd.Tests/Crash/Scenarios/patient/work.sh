# Tells beside the repository that it began, and which earlier attempts still live; works until the file `gate` is there.
log=$BATON_REPOSITORY/../side.log
say() { echo "$1 $BATON_TASK $BATON_ATTEMPT_NUMBER $2" >>"$log"; }
for pid in $(sed -n 's/^start .* //p' "$log" 2>/dev/null); do
  grep -qs '^State:.[^ZX]' "/proc/$pid/status" && say alive "$pid"
done
say start $$
until [ -e "$BATON_REPOSITORY/../gate" ]; do sleep 0.05; done
echo done >slow.txt
say end $$
