from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import INTERNAL, Base, Key, word_of
from convene.permissions.catalogue import Role, Scope


class Grant(Base):
    """An account has a role on a team or an event. Plain values: the scope may be of a feature above this one."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("scope", "scope_id", "account_id", "role"),)

    id: Mapped[Key]
    scope: Mapped[Scope] = mapped_column(word_of(Scope), info=INTERNAL)
    scope_id: Mapped[UUID]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(word_of(Role), info=INTERNAL)
    created_at: Mapped[datetime]
