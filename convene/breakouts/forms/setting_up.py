"""A session splits into groups: its rounds, its groups, and what is wished of them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Field, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from convene.breakouts.catalogue import (
    LONGEST_NAME,
    MOST_GROUPS,
    MOST_ROUNDS,
    PairKind,
    Preset,
    RuleKind,
)
from convene.breakouts.services.setting_up import GroupText
from convene.breakouts.structure import GroupFacts, Participant, Rule
from convene.registration.catalogue import Mode
from convene.spelling import as_sought, is_same_address, number_in
from convene.web.fields import LineField, TextField, WebAddressField, WholeNumberField, answered
from convene.web.forms import Form

EVERYBODY = ""


class SplitSession(Form):
    """Which session splits, into which groups, how often."""

    session = SelectField(_("Session"))
    preset = RadioField(_("What the groups are for"), default=Preset.MIX.value)
    rounds = WholeNumberField(
        _("Rounds"),
        [
            InputRequired(_("Enter how many rounds there are.")),
            NumberRange(1, MOST_ROUNDS, message=_("Enter a number of rounds from 1 to 12.")),
        ],
        default=1,
        description=_("How often people sit down in new groups. The time of the session is divided among them."),
        render_kw={"inputmode": "numeric"},
    )
    groups = TextField(
        _("Groups"),
        [answered(_("Name the groups, one in each line."))],
        description=_("One in each line: the topics, the stations, or just “Table 1”. A number makes so many tables."),
    )

    def validate_groups(self, field: Field) -> None:
        lines = _lines_of(field)
        if len(lines) == 1 and re.fullmatch(r"[-+]?[0-9]+", lines[0]) and self._tables() is None:
            raise ValidationError(str(_("Enter a number of tables from 1 to %(most)s.", most=MOST_GROUPS)))
        for line in lines:
            if len(line) > LONGEST_NAME:
                raise ValidationError(
                    str(
                        _(
                            "“%(name)s …” is too long: use %(most)s letters at most, and say more in the abstract.",
                            name=line[:40],
                            most=LONGEST_NAME,
                        )
                    )
                )
        twice = next((line for line, count in Counter(map(str.casefold, lines)).items() if count > 1), None)
        if twice is not None:
            said = next(line for line in lines if line.casefold() == twice)
            raise ValidationError(str(_("Two groups are called “%(name)s”. Give each a name of its own.", name=said)))

    def offer(self, sessions: Iterable[tuple[str, str]], presets: Iterable[tuple[str, str]]) -> None:
        """Say which sessions there are, by code, and how the presets are called."""
        self.session.choices = list(sessions)
        self.preset.choices = list(presets)

    @property
    def names(self) -> list[str]:
        """The groups, by name; a number alone stands for as many tables."""
        tables = self._tables()
        if tables is not None:
            return [str(_("Table %(number)s", number=number)) for number in range(1, tables + 1)]
        return _lines_of(self.groups)

    def _tables(self) -> int | None:
        lines = _lines_of(self.groups)
        tables = number_in(lines[0]) if len(lines) == 1 else None
        return tables if tables is not None and 1 <= tables <= MOST_GROUPS else None


def _lines_of(field: Field) -> list[str]:
    return [line.strip() for line in (field.data or "").splitlines() if line.strip()]


def _seats() -> dict[str, Any]:
    return {
        "validators": [Optional(), NumberRange(0, 10_000, message=_("Enter a number of people."))],
        "render_kw": {"inputmode": "numeric"},
    }


class GroupForm(Form):
    """What is said of one group."""

    name = LineField(_("Topic or name"), [answered(_("Enter what the group is called."))], most=LONGEST_NAME)
    room = SelectField(_("Room"), default="")
    place = LineField(_("Where in the room"), most=LONGEST_NAME, description=_("“Table 2”, “by the window”"))
    link = WebAddressField(_("Link to join online"), description=_("Only those in the group see it."))
    smallest = WholeNumberField(
        _("People at least"), description=_("Left empty, groups are as even as they can be."), **_seats()
    )
    largest = WholeNumberField(_("People at most"), **_seats())
    facilitator = SelectField(_("Facilitator"), default="", description=_("They stay in this group in every round."))
    rapporteur = SelectField(_("Rapporteur"), default="", description=_("They stay in this group in every round."))

    def offer(self, rooms: Iterable[tuple[UUID, str]], people: Iterable[tuple[UUID, str]]) -> None:
        """Say which rooms and people there are."""
        self.room.choices = [("", _("None")), *((str(key), name) for key, name in rooms)]
        offered = [("", _("Nobody yet")), *((str(key), name) for key, name in people)]
        self.facilitator.choices, self.rapporteur.choices = offered, list(offered)

    def validate_largest(self, field: Field) -> None:
        if field.data is not None and self.smallest.data is not None and field.data < self.smallest.data:
            raise ValidationError(str(_("Enter a number that is not below the smallest")))

    @property
    def text(self) -> GroupText:
        return GroupText(
            self.name.data,
            UUID(self.room.data) if self.room.data else None,
            self.place.data or "",
            self.link.data or "",
            self.smallest.data,
            self.largest.data,
            UUID(self.facilitator.data) if self.facilitator.data else None,
            UUID(self.rapporteur.data) if self.rapporteur.data else None,
        )


def said_of_group(group: GroupFacts) -> dict[str, object]:
    """A group as the fields of its form have it."""
    return {
        "name": group.name,
        "room": str(group.room_id or ""),
        "place": group.place,
        "link": group.link,
        "smallest": group.smallest,
        "largest": group.largest,
        "facilitator": str(group.facilitator_id or ""),
        "rapporteur": str(group.rapporteur_id or ""),
    }


class RoundForm(Form):
    """When one round begins, and how long it lasts."""

    name = LineField(_("Name"), most=LONGEST_NAME)
    after = WholeNumberField(
        _("Begins, in minutes after the session"),
        [
            InputRequired(_("Enter after how many minutes it begins.")),
            NumberRange(0, 24 * 60, message=_("Enter a number of minutes from 0 to 1440.")),
        ],
        description=_("0: with the session. Where the session moves, its rounds move along."),
        render_kw={"inputmode": "numeric"},
    )
    minutes = WholeNumberField(
        _("Minutes"),
        [
            InputRequired(_("Enter how many minutes it lasts.")),
            NumberRange(1, 24 * 60, message=_("Enter a number of minutes from 1 to 1440.")),
        ],
        render_kw={"inputmode": "numeric"},
    )


class WhatIsWished(Form):
    """What is wished of the groups, in which order, and whom they are for."""

    visits_each_once = BooleanField(_("Nobody comes to the same group twice"))
    wishes_from = SelectField(
        _("Where wishes stand"),
        default="",
        description=_("What people answered, or a list says of them: the names of groups, the dearest first."),
    )
    mode = SelectField(_("Who takes part"), default=EVERYBODY)

    def offer(self, wishes_from: Iterable[tuple[str, str]]) -> None:
        self.wishes_from.choices = [("", _("They say it by their link")), *wishes_from]
        self.mode.choices = [
            (EVERYBODY, _("Everybody with a place")),
            (Mode.IN_PERSON.value, _("Those in the room")),
            (Mode.ONLINE.value, _("Those online")),
        ]

    @property
    def who(self) -> Mode | None:
        return Mode(self.mode.data) if self.mode.data else None


class AddWish(Form):
    """One thing more that is wished."""

    wish = RadioField(_("What is wished"), default=RuleKind.SPREAD.value)
    by = SelectField(_("Of what is known of people"), default="")
    value = LineField(
        _("Of which kind nobody shall be alone"), most=200, description=_("As it was answered: “Youth”, “Khmer”")
    )

    def offer(self, kinds: Iterable[tuple[str, str]], known: Iterable[tuple[str, str]]) -> None:
        self.wish.choices = list(kinds)
        self.by.choices = list(known)

    def validate_value(self, field: Field) -> None:
        if self.wish.data == RuleKind.NEVER_ALONE.value and not (field.data or "").strip():
            raise ValidationError(str(_("Enter of which kind nobody shall be alone")))

    @property
    def rule(self) -> Rule:
        kind = RuleKind(self.wish.data)
        has_attribute = kind in {RuleKind.SPREAD, RuleKind.NEVER_ALONE, RuleKind.LANGUAGE}
        return Rule(
            kind,
            self.by.data if has_attribute else "",
            (self.value.data or "").strip() if kind is RuleKind.NEVER_ALONE else "",
        )


class PairPeople(Form):
    """Who must sit together, or apart, or leads no group."""

    sit = RadioField(_("What must hold"), default=PairKind.APART.value)
    people = TextField(
        _("Who"),
        [answered(_("Write the names, one in each line."))],
        description=_(
            "One name in each line. Where two are called the same, write the organisation after a comma, or the e-mail "
            "address instead."
        ),
    )
    is_confidential = BooleanField(_("Only the safeguarding lead sees this"))
    person_ids: tuple[UUID, ...] = ()

    def offer(self, participants: Sequence[Participant]) -> None:
        """Say who there is to be named."""
        self.sit.choices = [
            (PairKind.TOGETHER.value, _("Sit together")),
            (PairKind.APART.value, _("Sit apart")),
            (PairKind.NOT_LEADING.value, _("Lead no group, and report for none")),
        ]
        self._participants = participants

    def validate_people(self, field: Field) -> None:
        found = []
        for line in filter(None, map(str.strip, (field.data or "").splitlines())):
            named = people_named(self._participants, line)
            if not named:
                raise ValidationError(
                    str(_("Nobody here is called “%(name)s”. Write the name as it stands on the list.", name=line))
                )
            if len(named) > 1:
                raise ValidationError(
                    str(
                        _(
                            "%(count)s people are called “%(name)s”. Write the organisation after a comma, or the "
                            "e-mail address instead.",
                            count=len(named),
                            name=line,
                        )
                    )
                )
            found.append(named[0].person_id)
        self.person_ids = tuple(dict.fromkeys(found))


def people_named(participants: Sequence[Participant], line: str) -> list[Participant]:
    """Those who are called like this, or like this with their organisation after a comma, or have this address; capital
    letters and marks on letters aside."""
    wanted = as_sought(line)
    return (
        [one for one in participants if one.email and is_same_address(one.email, line)]
        or [one for one in participants if as_sought(one.name) == wanted]
        or [one for one in participants if as_sought(f"{one.name}, {one.organisation}") == wanted]
    )
