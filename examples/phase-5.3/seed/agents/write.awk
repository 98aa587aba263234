# Writes the files of one section ("## TASK: title") of the breakdown. Its bullets:
#   file PATH | text ANYTHING | import NAMES from MODULE | interface NAME FIELDS | function NAME(PARAMETERS): TYPE = EXPRESSION
#   route METHOD PATH HANDLER | component NAME CHILD... | test NAME: EXPRESSION is VALUE | benchmark NAME: EXPRESSION is VALUE
#   table NAME COLUMNS | index NAME on TABLE COLUMN | row TABLE VALUES
/^## / { inside = ($2 == task ":"); if (inside) found = 1; next }
!inside || !/^- / { next }
{ kind = $2; rest = $0; sub(/^- [a-z]+ ?/, "", rest) }
kind == "file" { finish(); path = rest; directory = path; sub(/\/[^\/]*$/, "", directory); system("mkdir -p " directory); printf "" > path; written++; next }
kind != "route" { endRoutes() }
kind == "text" { print rest > path }
kind == "import" { at = index(rest, " from "); printf "import { %s } from \"%s\";\n", substr(rest, 1, at - 1), substr(rest, at + 6) > path }
kind == "interface" { name = $3; sub(/^[A-Za-z]+ /, "", rest); gsub(/, /, ";\n  ", rest); printf "export interface %s {\n  %s;\n}\n", name, rest > path }
kind == "function" { at = index(rest, "("); end = index(rest, " = "); printf "export const %s = %s => %s;\n", substr(rest, 1, at - 1), substr(rest, at, end - at), substr(rest, end + 3) > path }
kind == "route" { if (!routes) print "export const routes = [" > path; routes = 1; printf "  { method: \"%s\", path: \"%s\", handler: %s },\n", $3, $4, $5 > path }
kind == "component" {
  printf "export function %s() {\n  return (\n    <section className=\"%s\">\n", $3, tolower($3) > path
  for (i = 4; i <= NF; i++) printf "      <%s />\n", $i > path
  printf "    </section>\n  );\n}\n" > path
}
kind == "test" || kind == "benchmark" {
  colon = index(rest, ": ")
  text = substr(rest, colon + 2)
  match(text, / is [^ ]+$/)
  call = substr(text, 1, RSTART - 1)
  value = substr(text, RSTART + 4)
  if (kind == "test") printf "test(\"%s\", () => expect(%s).toBe(%s));\n", substr(rest, 1, colon - 1), call, value > path
  else printf "benchmark(\"%s\", () => %s, %s);\n", substr(rest, 1, colon - 1), call, value > path
}
kind == "table" { name = $3; sub(/^[a-z_]+ /, "", rest); gsub(/, /, ",\n  ", rest); printf "CREATE TABLE %s (\n  %s\n);\n", name, rest > path }
kind == "index" { printf "CREATE INDEX %s ON %s (%s);\n", $3, $5, $6 > path }
kind == "row" { name = $3; sub(/^[a-z_]+ /, "", rest); printf "INSERT INTO %s VALUES (%s);\n", name, rest > path }

function endRoutes() { if (routes) print "];" > path; routes = 0 }
function finish() { endRoutes(); if (path) close(path) }
END {
  finish()
  printf "%s: %d files written\n", task, written
  exit !(found && written)
}
