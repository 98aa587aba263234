. agents/common.sh
{
  echo 'from app import *'
  tests_of <<'T'
first_attempt_allowed | rate_limit_status("POST", 0, 0) == 200
fifth_attempt_allowed | rate_limit_status("POST", 4, 10) == 200
sixth_attempt_rejected | rate_limit_status("POST", 5, 10) == 429
later_attempts_rejected | rate_limit_status("POST", 50, 59) == 429
reset_after_window | rate_limit_status("POST", 5, 60) == 200
no_reset_just_before_the_window_ends | rate_limit_status("POST", 5, 59) == 429
no_rate_limit_on_get_endpoints | rate_limit_status("GET", 99, 1) == 200
counter_starts_full | attempts_left(0, 0) == MAX_ATTEMPTS
counter_accuracy | attempts_left(3, 5) == 2
counter_reaches_zero | attempts_left(5, 5) == 0
counter_is_cleaned_after_the_window | attempts_left(5, 61) == MAX_ATTEMPTS
T
} > tests/test_rate_limiting.py
