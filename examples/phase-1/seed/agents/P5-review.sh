. agents/common.sh
missing=
for field in timestamp request_id method path status_code duration_ms error user_id extra; do
  grep -qw "$field" docs/logging-architecture.md || missing="$missing $field"
done
decision=APPROVE
[ -z "$missing" ] || decision="REQUEST CHANGES: the schema lacks$missing"
cat > docs/logging-review.md <<MD
# Review of the logging design

## Decision

$decision

## Migration plan

Authentication first, then errors, security events and business logic; a week each.

## Decision record

JSON lines through structlog: every field of the schema was looked for in the design.
MD
echo "$decision"
