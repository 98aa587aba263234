. agents/common.sh
printf '[pytest]\ntestpaths = tests\n' > pytest.ini
result=$(sh tools/pytest.sh)
cat > docs/phases/PHASE_1_P3P6_REPORT.md <<MD
# Phase 1 P3-P6

## Result

The whole suite: $result.

## Suites

$(grep -c '^def test_' tests/test_*.py | sed 's/^/- /')
MD
