from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from convene.accounts.models import Account, SignInLink, SignInSession
from convene.accounts.rules import can_be_used, digest_of
from convene.clock import now
from convene.database import db
from convene.spelling import normalised_address


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, as pages see it (the interface of Flask-Login)."""

    account_id: UUID
    session_id: UUID
    own_name: str
    email: str
    is_operator: bool
    has_password: bool
    secret: str

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def name(self) -> str:
        """How pages call this person: by the address until there is a name."""
        return self.own_name or self.email

    @property
    def actor(self) -> str:
        """How audit lines name this person."""
        return f"account:{self.account_id}"

    def get_id(self) -> str:
        return self.secret


def signed_in_with(secret: str) -> SignedIn | None:
    """Who holds this session secret, or None: it was ended, is too old, or the account is closed. One statement."""
    row = db.session.execute(
        select(SignInSession, Account)
        .join(Account, Account.id == SignInSession.account_id)
        .where(SignInSession.digest == digest_of(secret))
    ).one_or_none()
    if row is None:
        return None
    session, account = row
    if not can_be_used(session.expires_at, session.ended_at, now()) or account.disabled_at is not None:
        return None
    return SignedIn(
        account_id=account.id,
        session_id=session.id,
        own_name=account.name,
        email=account.email,
        is_operator=account.is_operator,
        has_password=account.password_hash is not None,
        secret=secret,
    )


def account_with(email: str) -> Account | None:
    """The account with this address, in whatever case it is written."""
    return db.session.scalar(select(Account).where(Account.email_key == normalised_address(email)))


def link_can_be_used(secret: str) -> bool:
    """Whether a sign-in link would still work. Asking does not use it up."""
    return bool(links_that_open([secret]))


def links_that_open(secrets: Collection[str]) -> set[str]:
    """Those of these secrets whose sign-in links would still work: unused, not too old, of an open account."""
    by_digest = {digest_of(secret): secret for secret in secrets}
    if not by_digest:
        return set()
    rows = db.session.scalars(
        select(SignInLink)
        .join(Account, Account.id == SignInLink.account_id)
        .where(SignInLink.digest.in_(by_digest), Account.disabled_at.is_(None))
    )
    return {by_digest[link.digest] for link in rows if can_be_used(link.expires_at, link.used_at, now())}


def accounts_of(account_ids: Collection[UUID]) -> dict[UUID, Account]:
    """These accounts, by id. One statement."""
    if not account_ids:
        return {}
    return {account.id: account for account in db.session.scalars(select(Account).where(Account.id.in_(account_ids)))}


def account_of_actor(actor: str) -> UUID | None:
    """Whose account an audit line's actor is; None: a command, a participant, the system."""
    kind, _colon, account_id = actor.partition(":")
    return UUID(account_id) if kind == "account" else None


def came_in(account_ids: Collection[UUID]) -> set[UUID]:
    """Those of these accounts that have signed in at least once. One statement."""
    rows = select(SignInSession.account_id).where(SignInSession.account_id.in_(account_ids)).distinct()
    return set(db.session.scalars(rows)) if account_ids else set()


def names_of(account_ids: Collection[UUID]) -> dict[UUID, str]:
    """How the accounts are called, for logs and lists. One statement."""
    if not account_ids:
        return {}
    rows = db.session.execute(select(Account.id, Account.name, Account.email).where(Account.id.in_(account_ids)))
    return {account_id: name or email for account_id, name, email in rows}
