# TypeScript of one expression per function, tests and benchmarks, as an awk program that evaluates them.
/^export const [A-Za-z0-9]+ = \(.*\): [a-z]+ => .*;$/ {
  name = $3
  parameters = $0
  sub(/^[^(]*\(/, "", parameters)
  sub(/\): [a-z]+ => .*/, "", parameters)
  gsub(/: [a-z]+/, "", parameters)
  body = $0
  sub(/^.*\): [a-z]+ => /, "", body)
  sub(/;$/, "", body)
  functions = functions "function " name "(" parameters ") { return (" expression(body) ") }\n"
}

/^test\(".*", \(\) => expect\(.*\)\.toBe\(.*\)\);$/ {
  text = $0
  sub(/^test\(/, "", text)
  sub(/\)\);$/, "", text)
  at = index(text, ", () => expect(")
  title = substr(text, 1, at - 1)
  rest = substr(text, at + 15)
  at = index(rest, ").toBe(")
  tests = tests "  check(" title ", " expression(substr(rest, 1, at - 1)) ", " expression(substr(rest, at + 7)) ")\n"
}

/^benchmark\(".*", \(\) => .*, .*\);$/ {
  text = $0
  sub(/^benchmark\("[^"]*", \(\) => /, "", text)
  sub(/\);$/, "", text)
  match(text, /, [^,]*$/)
  benchmarks = benchmarks "    calls++; if ((" expression(substr(text, 1, RSTART - 1)) ") != (" expression(substr(text, RSTART + 2)) ")) wrong++\n"
}

function expression(text) {
  gsub(/===/, "==", text)
  gsub(/!==/, "!=", text)
  gsub(/\*\*/, "^", text)
  gsub(/Math\.min/, "least", text)
  gsub(/Math\.max/, "most", text)
  gsub(/Math\.floor/, "int", text)
  gsub(/true/, "1", text)
  gsub(/false/, "0", text)
  return text
}

END {
  print "function least(a, b) { return a < b ? a : b }"
  print "function most(a, b) { return a > b ? a : b }"
  print functions
  print "function check(name, actual, expected) {"
  print "  total++"
  print "  if (actual == expected) { cases = cases sprintf(\"  <testcase classname=\\\"%s\\\" name=\\\"%s\\\"/>\\n\", suite, name); return }"
  print "  failed++"
  print "  printf \"FAIL  %s: expected %s, got %s\\n\", name, expected, actual"
  print "  cases = cases sprintf(\"  <testcase classname=\\\"%s\\\" name=\\\"%s\\\"><failure message=\\\"expected %s, got %s\\\"/></testcase>\\n\", suite, name, expected, actual)"
  print "}"
  print "BEGIN {"
  print "  for (round = 0; round < rounds; round++) {"
  printf "%s", benchmarks
  print "  }"
  print "  if (rounds) { print calls + 0, wrong + 0; exit }"
  printf "%s", tests
  print "  printf \"<testsuite name=\\\"%s\\\" tests=\\\"%d\\\" failures=\\\"%d\\\" errors=\\\"0\\\" skipped=\\\"0\\\">\\n%s</testsuite>\\n\", suite, total, failed, cases > report"
  print "  printf \"%d tests, %d failed\\n\", total, failed"
  print "  exit (failed > 0 || total == 0)"
  print "}"
}
