# Brackets balance outside strings; in .tsx files the tags of components do too.
{
  line = $0
  gsub(/=>/, "", line)
  gsub(/"[^"]*"/, "", line)
  if (file ~ /\.tsx$/) tags(line)
  for (i = 1; i <= length(line); i++) bracket(substr(line, i, 1))
}

function bracket(letter) {
  if (letter ~ /[({\[]/) stack[++depth] = letter
  else if (letter ~ /[)}\]]/) {
    if (depth == 0 || index("({[", stack[depth]) != index(")}]", letter)) fail("'" letter "' closes nothing")
    depth--
  }
}

function tags(text,   tag) {
  while (match(text, /<\/?[A-Za-z][^>]*>/)) {
    tag = substr(text, RSTART, RLENGTH)
    text = substr(text, RSTART + RLENGTH)
    if (tag ~ /\/>$/) continue
    name = tag
    gsub(/[<>\/]|[ ].*/, "", name)
    if (tag !~ /^<\//) open[++tagDepth] = name
    else if (tagDepth == 0 || open[tagDepth--] != name) fail("</" name "> closes nothing")
  }
}

function fail(why) {
  if (!failed) print file ":" NR ": " why
  failed = 1
}

END {
  if (depth > 0) fail("'" stack[depth] "' is never closed")
  if (tagDepth > 0) fail("<" open[tagDepth] "> is never closed")
  exit failed
}
