"""What every answer says to the browser: nothing from elsewhere, nothing inline, nothing kept by others."""

from flask import Flask, Response, current_app, g

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Mails carry their styles with them; a page of ours never does.
POLICY_OF_A_MAIL = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; "
    "sandbox allow-top-navigation-by-user-activation"
)
CLOSED = "camera=(), geolocation=(), microphone=()"
WITH_CAMERA = "camera=(self), geolocation=(), microphone=()"
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Addresses carry secrets (links to a registration, feeds): they are told to nobody.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": CLOSED,
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_app(app: Flask) -> None:
    app.after_request(_add_headers)


def keep_from_search_engines() -> None:
    """Ask search engines not to list the page that this request is for. Guards of public pages say so."""
    g.is_kept_from_search_engines = True


def allow_camera() -> None:
    """Let the page that this request is for ask for the camera, to read codes. The browser still asks its owner."""
    g.allows_camera = True


def _add_headers(response: Response) -> Response:
    headers = response.headers
    if g.get("allows_camera", False):
        headers["Permissions-Policy"] = WITH_CAMERA
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    if g.get("is_kept_from_search_engines", False):
        headers.setdefault("X-Robots-Tag", "noindex")
    # Unless a page says otherwise it is its reader's own and asked for anew each time.
    headers.setdefault("Cache-Control", "private, no-cache")
    if current_app.config["CONVENE"].is_https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
