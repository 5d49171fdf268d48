import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from convene.spelling import normalised_address

LINK_LIVES = timedelta(minutes=30)
SESSION_LIVES = timedelta(days=30)
SHORTEST_PASSWORD = 12


def address_of_account(email: str) -> tuple[str, UUID]:
    """What is held while it is decided whether an address has an account: the same for every spelling of it."""
    return "account", uuid5(NAMESPACE_URL, f"mailto:{normalised_address(email)}")


def new_secret() -> str:
    """A secret for a link or a cookie: 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> bytes:
    """What is kept of a secret. It has 256 random bits, so a plain hash is enough; a password needs Argon2."""
    return hashlib.sha256(secret.encode()).digest()


def can_be_used(expires_at: datetime, ended_at: datetime | None, at: datetime) -> bool:
    """Whether a link or a session still opens anything."""
    return ended_at is None and at < expires_at
