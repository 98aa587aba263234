# An agent as one wishes it: does the work, once.
. agents/common.sh
work_for_the_planned_time
echo 'echo $(($1 - $2))' > lib/subtract.sh
echo 'Subtraction works.'
