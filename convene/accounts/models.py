from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, Base, Key, personal

GONE_WITH_ACCOUNT = "the account is deleted"


class Account(Base):
    """Somebody who may sign in."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("email_key"),)

    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(320), info=personal("contact", until=GONE_WITH_ACCOUNT))
    #: The address as it is compared (spelling.normalised_address).
    email_key: Mapped[str] = mapped_column(String(320), info=personal("contact", until=GONE_WITH_ACCOUNT))
    name: Mapped[str] = mapped_column(String(200), default="", info=personal("name", until=GONE_WITH_ACCOUNT))
    #: Argon2 hash, or None: then the link by mail is the only way in.
    password_hash: Mapped[str | None] = mapped_column(String(200), info=personal("secret", until=GONE_WITH_ACCOUNT))
    #: Runs the installation: may read its local mailbox and see which mail of no event waits (/mail). Sees no team's
    #: pages without a role there, as everybody else.
    is_operator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    #: Since when it is closed (`flask accounts close`): it signs in nobody, whatever the browser holds.
    disabled_at: Mapped[datetime | None]


class SignInLink(Base):
    """A mailed link: opens once, until `expires_at`. Only the digest of its secret is kept."""

    __tablename__ = "sign_in_link"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInSession(Base):
    """One browser that is signed in. Ending the row signs it out, wherever the cookie is."""

    __tablename__ = "sign_in_session"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    #: How the person came in: "link" or "password".
    way: Mapped[str] = mapped_column(String(20), info=INTERNAL)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
