"""Names of people on stage: in a line, in order, with their pictures."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from convene.programme.structure import OnStage

MOST_NAMES_ON_A_CARD = 4


class Named(Protocol):
    """What is known of a person on stage, beside the role."""

    @property
    def name(self) -> str: ...
    @property
    def affiliation(self) -> str: ...
    @property
    def biography(self) -> str: ...
    @property
    def photo_file_id(self) -> UUID | None: ...


People = Mapping[UUID, Named]


def people_line(on_stage: Sequence[OnStage], people: People, *, with_affiliations: bool = True) -> str:
    """ "Jane Vũ, NGO 8 · Vannak Ly · and 3 more". People who were erased are left out."""
    known = [one for one in on_stage if one.person_id in people]
    names = [
        ", ".join(filter(None, [people[one.person_id].name, affiliation_of(one, people) if with_affiliations else ""]))
        for one in known[:MOST_NAMES_ON_A_CARD]
    ]
    more = len(known) - len(names)
    if more:
        names.append(_("and %(number)s more", number=more))
    return " · ".join(names)


def affiliation_of(one: OnStage, people: People) -> str:
    """For whom somebody speaks here; else where they are known to belong."""
    return one.affiliation or people[one.person_id].affiliation


def anchor_of(person_id: UUID) -> str:
    """Where somebody stands on the page of the people."""
    return f"p-{person_id.hex[:12]}"


def photo_url(file_id: UUID | None) -> str | None:
    """Where a photo is served, if there is one."""
    return url_for("files.one", file_id=file_id) if file_id else None
