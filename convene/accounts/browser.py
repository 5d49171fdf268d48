"""The cookie of a browser that is signed in: it holds the secret of a session row, and nothing about the person."""

from flask import Flask, session
from flask_login import LoginManager, login_user, logout_user

from convene.accounts.queries import signed_in_with

login = LoginManager()


def init_app(app: Flask) -> None:
    login.init_app(app)
    login.user_loader(signed_in_with)


def begin(secret: str) -> None:
    """Sign this browser in. What the cookie held before is thrown away, so that nobody can plant it beforehand."""
    session.clear()
    session.permanent = True
    signed_in = signed_in_with(secret)
    if signed_in is not None:
        login_user(signed_in)


def end() -> None:
    """Sign this browser out and forget everything that its cookie held."""
    logout_user()
    session.clear()
