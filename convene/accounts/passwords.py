"""Password hashes: Argon2id, by argon2-cffi's defaults (RFC 9106, low-memory profile)."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

hasher = PasswordHasher()


def hash_of(password: str) -> str:
    return hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one. Without a hash it takes as long and says no, so that nothing is told."""
    try:
        return hasher.verify(password_hash or _nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


_hash_of_nobody = ""


def _nobody() -> str:
    global _hash_of_nobody
    if not _hash_of_nobody:
        _hash_of_nobody = hasher.hash("nobody has this password")
    return _hash_of_nobody
