"""Addresses of the built style sheets and scripts: their names carry a hash, so browsers may keep them for ever."""

import json
import re
from pathlib import Path

from flask import Flask, current_app
from whitenoise import WhiteNoise

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"
HASHED = re.compile(r"-[A-Z0-9]{8}\.[a-z0-9]+$")


def init_app(app: Flask) -> None:
    manifest = DIST / "manifest.json"
    app.config["CONVENE_ASSETS"] = json.loads(manifest.read_text()) if manifest.exists() else {}
    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=DIST if DIST.exists() else None,
        prefix="static/",
        immutable_file_test=lambda path, url: bool(HASHED.search(url)),  # noqa: ARG005, the names are WhiteNoise's
        add_headers_function=_harden,
    )


def asset(name: str) -> str:
    """The address of `app.css` as it was last built. Before the first build it is a name that is not found."""
    built: dict[str, str] = current_app.config["CONVENE_ASSETS"]
    return "/static/" + built.get(name, name)


def _harden(headers: "dict[str, str]", path: str, url: str) -> None:  # noqa: ARG001
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
