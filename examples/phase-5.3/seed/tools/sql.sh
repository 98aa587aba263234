# sh tools/sql.sh SCHEMA SEEDS NAME...: brackets balance, every NAME is a table or an index, every index and every row belongs to a
# table with those columns.
set -eu
schema=$1 seeds=$2
shift 2
awk -v wanted="$*" '
  { text = $0; gsub(/\047[^\047]*\047/, "x", text); opened += gsub(/\(/, "(", text); opened -= gsub(/\)/, ")", text) }
  $1 $2 == "CREATETABLE" { table = $3; has[table] = 1; next }
  /^  [a-z]/ && table { column[table, $1] = 1; columns[table]++; next }
  /^\);/ { table = "" }
  $1 $2 == "CREATEINDEX" {
    has[$3] = 1
    name = $6
    gsub(/[();]/, "", name)
    if (!column[$5, name]) problem($3 ": no column " name " in " $5)
  }
  $1 $2 == "INSERTINTO" {
    values = $0
    sub(/^.*VALUES \(/, "", values)
    gsub(/\047[^\047]*\047/, "x", values)
    if (split(values, parts, ",") != columns[$3]) problem("a row of " $3 " does not fit its columns")
  }
  function problem(why) { print why; bad = 1 }
  END {
    if (opened) problem("brackets do not balance")
    for (i = split(wanted, names, " "); i > 0; i--) if (!has[names[i]]) problem(names[i] " is missing")
    if (!bad) print "schema is sound"
    exit bad
  }' "$schema" "$seeds"
