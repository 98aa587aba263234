# Does its task; `stubborn` only when the file `fixed` is beside the repository.
set -e
echo "start $BATON_TASK $BATON_ATTEMPT_NUMBER $$" >>"$BATON_REPOSITORY/../side.log"
[ "$BATON_TASK" != stubborn ] || [ -e "$BATON_REPOSITORY/../fixed" ]
echo "$BATON_ATTEMPT_NUMBER" >"$BATON_TASK.txt"
