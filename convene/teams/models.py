from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from convene.database import PUBLIC, Base, Key


class Team(Base):
    """A team, as it is named on its events: "Network Secretariat"."""

    __tablename__ = "team"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    created_at: Mapped[datetime]
