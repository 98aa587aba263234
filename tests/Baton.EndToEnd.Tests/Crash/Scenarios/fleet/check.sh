# The whole tree is in order: the list is sorted and every file holds one complete line.
set -e
sort -c list.txt
for file in left right flaky one two last; do
  if [ -e "$file.txt" ]; then [ "$(wc -l <"$file.txt")" = 1 ]; fi
done
