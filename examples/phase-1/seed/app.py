MAX_IMAGE_WIDTH = 4096
MAX_IMAGE_HEIGHT = 4096
MAX_UPLOAD_BYTES = 5000000
MAX_ATTEMPTS = 5
WINDOW_SECONDS = 60


def csrf_status(method, token, session_token, age_seconds):
    if method == "GET":
        return 200
    if token == "" or token != session_token:
        return 400
    if age_seconds > 3600:
        return 400
    return 200


def needs_csrf(path):
    if path == "/csrf-token" or path == "/health":
        return False
    return True


def post(path, token, session_token):
    if not needs_csrf(path):
        return 200
    return csrf_status("POST", token, session_token, 0)


def attempts_left(attempts, seconds_since_first):
    if seconds_since_first >= WINDOW_SECONDS:
        return MAX_ATTEMPTS
    return MAX_ATTEMPTS - attempts


def rate_limit_status(method, attempts, seconds_since_first):
    if method == "GET":
        return 200
    if attempts_left(attempts, seconds_since_first) <= 0:
        return 429
    return 200


def image_status(format, width, height, upload_bytes):
    if format != "JPEG" and format != "PNG" and format != "GIF":
        return 400
    if width < 1 or height < 1:
        return 400
    if width > MAX_IMAGE_WIDTH or height > MAX_IMAGE_HEIGHT:
        return 400
    if upload_bytes > MAX_UPLOAD_BYTES:
        return 413
    if width * height > upload_bytes * 1000:
        return 400
    return 200
