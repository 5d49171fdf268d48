from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _

from convene.breakouts.catalogue import MOST_WISHES
from convene.breakouts.structure import GroupFacts
from convene.questionnaires.forms.fields import RankingField
from convene.web.forms import Form


def wishes_form(breakout_id: UUID, groups: Sequence[GroupFacts], wished: Sequence[UUID]) -> Any:
    """Which of these groups somebody would like, the dearest first. Its names are its own: a page may have several."""

    class Wishes(Form):
        groups_wished = RankingField(
            _("Give the groups that you would like a place"),
            options=[(each.id.hex, f"{each.letter} · {each.name}") for each in groups],
            most=MOST_WISHES,
            description=_("1 is the one you would like most. Leave out those you would not like."),
        )

        @property
        def wished(self) -> list[UUID]:
            return [UUID(value) for value in self.groups_wished.data]

    return Wishes(data={"groups_wished": [each.hex for each in wished]}, prefix=breakout_id.hex)
