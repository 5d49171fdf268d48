"""Those who sign in: organisers, facilitators, operators. Participants have no account.

One signs in by a link that is mailed (used once, short-lived, confirmed by a click) or by a password, if one was
set. Start with `services.py`; `models.SignInSession` is what the browser's cookie points to.
"""
