# sh tools/document.sh FILE HEADING...: the document has each heading, with text below it.
set -eu
file=$1
shift
for heading in "$@"; do
  awk -v heading="## $heading" '$0 == heading { inside = 1; next } /^## / { inside = 0 } inside && NF { text = 1 } END { exit !text }' "$file" ||
    { echo "$file: nothing under '$heading'"; exit 1; }
done
