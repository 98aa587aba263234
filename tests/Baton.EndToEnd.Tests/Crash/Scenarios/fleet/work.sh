# An agent that tells beside the repository what it does: its start, its end, and every object that it makes.
set -e
log=$BATON_REPOSITORY/../side.log
task=$BATON_TASK
number=$BATON_ATTEMPT_NUMBER
say() { echo "$1 $task $number $2" >>"$log"; }
save() { git add -A; git commit -q -m "$1"; say object "$(git rev-parse HEAD)"; }
write() { echo "$1" >"$task.txt"; say object "$(git hash-object "$task.txt")"; }
export GIT_AUTHOR_NAME=agent GIT_AUTHOR_EMAIL=agent@example.invalid GIT_COMMITTER_NAME=agent GIT_COMMITTER_EMAIL=agent@example.invalid

say start $$
case $task in
left) write 'left'; save left ;;
right) write 'right' ;;
flaky)
  if [ "$number" = 1 ]; then
    write draft
    save draft
    echo loose >loose.txt
    say object "$(git hash-object loose.txt)"
    say end $$
    exit 1
  fi
  write ready
  ;;
one | two)
  write "$task"
  echo "$task" >>list.txt
  sort -o list.txt list.txt
  say object "$(git hash-object list.txt)"
  [ "$task" = two ] || save "$task"
  ;;
last)
  write 'first thought'
  save abandoned
  git reset -q --hard HEAD~1
  write 'second thought'
  save kept
  ;;
esac
say end $$
