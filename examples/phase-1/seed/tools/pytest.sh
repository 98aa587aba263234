# sh tools/pytest.sh [FILE...]: runs Python tests of one kind without Python: functions of `if`, `return` and `assert` lines over plain
# values, and fixtures from tests/conftest.py. Writes results/junit.xml. Without FILE: the testpaths of pytest.ini.
set -eu
tools=$(dirname "$0")
if [ $# -eq 0 ]; then
  paths=$(sed -n 's/^testpaths *= *//p' pytest.ini)
  set -- "$paths"/test_*.py
fi
mkdir -p results
sources="app.py $*"
[ ! -f tests/conftest.py ] || sources="tests/conftest.py $sources"
cat $sources | awk -f "$tools/to-awk.awk" > results/tests.awk
awk -v report=results/junit.xml -f results/tests.awk
