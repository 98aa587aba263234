# Uses everything: every number in the manual comes from the accepted calculator itself.
. agents/common.sh
work_for_the_planned_time
mkdir -p docs
{
  echo "# $(sh calc --version)"
  echo
  echo '| call | result |'
  echo '|---|---|'
  sh calc --help | sed -n 's/^  //p' | while read -r operation; do
    echo "| \`calc $operation 12 4\` | $(sh calc "$operation" 12 4) |"
  done
} > docs/manual.md
echo 'The manual is written.'
