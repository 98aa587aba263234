. agents/common.sh
cat > docs/logging-architecture.md <<'MD'
# Structured logging

## JSON schema

timestamp, level, event, request_id, method, path, status_code, duration_ms, user_id, error, extra

## Technology evaluation

structlog, rather than python-json-logger: processors bind the request id once, and the overhead stays below 5 ms.

## Flask integration

before_request makes the request id and takes the time; after_request logs status and duration; error handlers log the exception.

## Log analyzer

`scripts/log_analyzer.py --last-minutes 10`: error rate (alert above 1 %), latency percentiles (alert when P95 exceeds 1000 ms), top errors.

## Implementation plan

Schema first, then the two hooks, then the analyzer; the tests follow P3.
MD
