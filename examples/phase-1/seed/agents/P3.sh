. agents/common.sh
cat > tests/conftest.py <<'PY'
import pytest


@pytest.fixture
def csrf_token():
    return "3f9c0d"
PY
{
  echo 'from app import *'
  tests_of <<'T'
csrf_token_endpoint_is_exempt | post("/csrf-token", "", csrf_token) == 200
csrf_token_is_not_empty | csrf_token != ""
csrf_token_differs_from_another | csrf_token != "another"
post_without_csrf_token_rejected | post("/api/endpoint", "", csrf_token) == 400
post_with_valid_csrf_token_accepted | post("/api/endpoint", csrf_token, csrf_token) == 200
post_with_invalid_csrf_token_rejected | post("/api/endpoint", "wrong", csrf_token) == 400
post_with_expired_csrf_token_rejected | csrf_status("POST", csrf_token, csrf_token, 3601) == 400
post_with_token_at_its_last_second_accepted | csrf_status("POST", csrf_token, csrf_token, 3600) == 200
register_without_csrf_token_rejected | post("/api/register", "", csrf_token) == 400
register_with_csrf_token_succeeds | post("/api/register", csrf_token, csrf_token) == 200
login_without_csrf_token_rejected | post("/api/login", "", csrf_token) == 400
login_with_csrf_token_succeeds | post("/api/login", csrf_token, csrf_token) == 200
upload_avatar_without_csrf_token_rejected | post("/api/upload-avatar", "", csrf_token) == 400
upload_avatar_with_csrf_token_succeeds | post("/api/upload-avatar", csrf_token, csrf_token) == 200
update_profile_csrf_protection | post("/api/profile", "", csrf_token) == 400
admin_actions_csrf_protection | post("/api/admin/users", "", csrf_token) == 400
csrf_token_cross_session_invalid | post("/api/login", csrf_token, "other session") == 400
csrf_token_persists_in_the_same_session | csrf_status("POST", csrf_token, csrf_token, 60) == 200
get_requests_do_not_require_csrf | csrf_status("GET", "", "3f9c0d", 0) == 200
csrf_exempt_endpoints | not needs_csrf("/health") and needs_csrf("/api/login")
empty_tokens_never_match | post("/api/login", "", "") == 400
T
} > tests/test_csrf.py
