# The Python of this project as an awk program that evaluates it. A line that it does not understand fails the run.
/^[ \t]*(#.*)?$/ || /^(import|from) / { next }
/^@pytest\.fixture$/ { fixture = 1; next }
/^[A-Z_]+ = / { constants = constants "  " code($0) "\n"; next }
/^def / {
  close_function()
  name = $2
  sub(/\(.*/, "", name)
  if (fixture) name = "fixture_" name
  fixture = 0
  if (seen[name]++) { printf "%s is defined twice\n", name > "/dev/stderr"; exit 1 }
  parameters = $0
  sub(/^[^(]*\(/, "", parameters)
  sub(/\):$/, "", parameters)
  body = body "function " name "(" parameters ") {\n"
  inside = 1
  if (name ~ /^test_/) {
    arguments = parameters
    gsub(/[a-z_]+/, "fixture_&()", arguments)
    tests = tests "  problem = \"\"; " name "(" arguments "); report_case(\"" name "\")\n"
  }
  next
}
/^    if .*:$/ { line = $0; sub(/^ *if /, "", line); sub(/:$/, "", line); body = body "  if (" code(line) ")\n"; next }
/^ +return / { line = $0; sub(/^ *return /, "", line); body = body "  return (" code(line) ")\n"; next }
/^    assert / {
  line = $0
  sub(/^ *assert /, "", line)
  text = line
  gsub(/"/, "\\\"", text)
  body = body "  if (!(" code(line) ")) problem = \"" text "\"\n"
  next
}
{ printf "not understood: %s\n", $0 > "/dev/stderr"; bad = 1; exit 1 }

function close_function() { if (inside) body = body "}\n"; inside = 0 }
function code(text) {
  gsub(/ and /, " \\&\\& ", text)
  gsub(/ or /, " || ", text)
  gsub(/not /, "!", text)
  gsub(/True/, "1", text)
  gsub(/False/, "0", text)
  return text
}

END {
  if (bad) exit 1
  close_function()
  printf "%s", body
  print "function report_case(name) {"
  print "  total++"
  print "  if (problem == \"\") { cases = cases \"  <testcase classname=\\\"tests\\\" name=\\\"\" name \"\\\"/>\\n\"; return }"
  print "  failed++"
  print "  print \"FAIL  \" name \": assert \" problem"
  print "  gsub(/&/, \"\\\\&amp;\", problem); gsub(/</, \"\\\\&lt;\", problem); gsub(/>/, \"\\\\&gt;\", problem); gsub(/\"/, \"\\\\&quot;\", problem)"
  print "  cases = cases \"  <testcase classname=\\\"tests\\\" name=\\\"\" name \"\\\"><failure message=\\\"assert \" problem \"\\\"/></testcase>\\n\""
  print "}"
  print "BEGIN {"
  printf "%s%s", constants, tests
  print "  printf \"<testsuite name=\\\"pytest\\\" tests=\\\"%d\\\" failures=\\\"%d\\\" errors=\\\"0\\\" skipped=\\\"0\\\">\\n%s</testsuite>\\n\", total, failed, cases > report"
  print "  printf \"%d tests, %d failed\\n\", total, failed"
  print "  exit (failed > 0 || total == 0)"
  print "}"
}
