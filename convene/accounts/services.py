from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update

from convene.accounts import emails
from convene.accounts.errors import AddressIsTaken, LinkIsSpent, WrongPassword
from convene.accounts.models import Account, SignInLink, SignInSession
from convene.accounts.queries import account_with
from convene.accounts.rules import LINK_LIVES, SESSION_LIVES, address_of_account, digest_of, new_secret
from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.spelling import normalised_address


@use_case
def create_account(email: str, *, name: str = "", is_operator: bool = False, by: str) -> UUID:
    """Let somebody sign in. AddressIsTaken: there is an account with this address."""
    key = normalised_address(email)
    # One at a time for each address: of two at once neither sees the other's row, and the second would be a 500.
    hold(address_of_account(email))
    if account_with(email) is not None:
        raise AddressIsTaken
    account = Account(
        id=uuid4(),
        email=email,
        email_key=key,
        name=name,
        is_operator=is_operator,
        created_at=now(),
    )
    db.session.add(account)
    concerning(account_id=account.id)
    return account.id


@use_case
def make_sign_in_link(account_id: UUID, *, lives: timedelta = LINK_LIVES, by: str) -> str:
    """The secret of a new sign-in link, which opens once within the time it lives. Only its digest is kept."""
    secret = new_secret()
    at = now()
    db.session.add(SignInLink(account_id=account_id, digest=digest_of(secret), created_at=at, expires_at=at + lives))
    return secret


@use_case
def mail_sign_in_link(email: str, *, next_path: str = "", by: str = "somebody") -> None:
    """Mail a sign-in link to an address that has an account; do nothing for any other, and say so to nobody."""
    account = account_with(email)
    if account is None or account.disabled_at is not None:
        return
    concerning(account_id=account.id)
    emails.sign_in(account, make_sign_in_link(account.id, by=by), next_path)


@use_case
def sign_in_by_link(secret: str, *, by: str = "somebody") -> str:
    """Use a link up and begin a session; returns the session's secret. LinkIsSpent: it opens nothing any more."""
    at = now()
    # One statement decides, so that of two clicks at once, or of two browsers, one comes in.
    account_id = db.session.execute(
        update(SignInLink)
        .where(SignInLink.digest == digest_of(secret), SignInLink.used_at.is_(None), SignInLink.expires_at > at)
        .values(used_at=at)
        .returning(SignInLink.account_id)
    ).scalar_one_or_none()
    if account_id is None:
        raise LinkIsSpent
    return _begin_session(account_id, "link")


@use_case
def sign_in_by_password(account_id: UUID, password_hash: str, *, by: str = "somebody") -> str:
    """Begin a session for who knows the password; returns its secret.

    `password_hash` is the one that the password was found to match: Argon2 takes its time, so that is done before,
    and nobody waits for it to write. WrongPassword: the password was changed meanwhile, or the account is closed.
    """
    # Held until the session is there: a new password ends the sessions that it finds.
    account = db.session.scalar(select(Account).where(Account.id == account_id).with_for_update())
    if account is None or account.disabled_at is not None or account.password_hash != password_hash:
        raise WrongPassword
    return _begin_session(account.id, "password")


@use_case
def sign_out(session_id: UUID, *, by: str) -> None:
    """End one session, so that its cookie opens nothing, wherever a copy of it is."""
    db.session.execute(update(SignInSession).where(SignInSession.id == session_id).values(ended_at=now()))


@use_case
def change_account(account_id: UUID, *, name: str, by: str) -> None:
    """Change how somebody is called."""
    db.session.get_one(Account, account_id).name = name


@use_case
def close_account(account_id: UUID, *, by: str) -> None:
    """Let nobody sign in with an account: its sessions end, its links open nothing more. Its roles stay.

    Closing it twice changes nothing.
    """
    account = _held_account(account_id)
    account.disabled_at = account.disabled_at or now()
    _end_sessions(account_id)
    db.session.execute(
        update(SignInLink)
        .where(SignInLink.account_id == account_id, SignInLink.used_at.is_(None))
        .values(used_at=now())
    )


@use_case
def open_account(account_id: UUID, *, by: str) -> None:
    """Let an account that was closed sign in again, by a new link or its password. No browser is signed in by it."""
    account = _held_account(account_id)
    if account.disabled_at is not None:
        # One that began at the very moment of the closing would come back to life.
        _end_sessions(account_id)
        account.disabled_at = None


@use_case
def set_password(account_id: UUID, password_hash: str | None, session_id: UUID, *, by: str) -> None:
    """Set a password by its hash (`passwords.hash_of`, made before: it takes its time), or take it away (None).

    Every other session of the account ends.
    """
    db.session.get_one(Account, account_id).password_hash = password_hash
    _end_sessions(account_id, but=session_id)


def _held_account(account_id: UUID) -> Account:
    """The account, kept until the use case ends from those who sign in by password or close it, too."""
    return db.session.execute(select(Account).where(Account.id == account_id).with_for_update()).scalar_one()


def _end_sessions(account_id: UUID, *, but: UUID | None = None) -> None:
    running = update(SignInSession).where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
    if but is not None:
        running = running.where(SignInSession.id != but)
    db.session.execute(running.values(ended_at=now()))


def _begin_session(account_id: UUID, way: str) -> str:
    account = db.session.get_one(Account, account_id)
    if account.disabled_at is not None:
        raise LinkIsSpent
    secret = new_secret()
    at = now()
    db.session.add(
        SignInSession(
            account_id=account_id,
            digest=digest_of(secret),
            way=way,
            created_at=at,
            expires_at=at + SESSION_LIVES,
        )
    )
    concerning(account_id=account_id)
    return secret
