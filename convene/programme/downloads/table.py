"""The agenda as a table, CSV or XLSX, whose columns an import understands (`engines.schedule_files`).

Dates are those of the calendar: what begins at 00:30 stands under the next day, or other programs would put it a day
early.
"""

from collections.abc import Sequence

from flask_babel import gettext as _

from convene.programme.catalogue import StageRole
from convene.programme.queries.versions import Published
from convene.programme.showing.names import affiliation_of
from convene.programme.showing.words import format_word
from convene.programme.structure import SessionFacts
from convene.web.exports import csv_of, workbook_made_at, workbook_of
from convene.web.markdown import to_plain

#: The roles that have a column, in its order.
ROLES = (
    StageRole.SPEAKER,
    StageRole.PANELLIST,
    StageRole.MODERATOR,
    StageRole.FACILITATOR,
    StageRole.RAPPORTEUR,
)


def agenda_as_csv(shown: Published) -> bytes:
    return csv_of(_heads(), _rows(shown))


def agenda_as_workbook(shown: Published) -> bytes:
    return workbook_made_at(workbook_of(_("Agenda"), _heads(), _rows(shown)), shown.published_at)


def _heads() -> list[str]:
    return [
        _("Date"),
        _("Start"),
        _("End"),
        _("Title"),
        _("Subtitle"),
        _("Format"),
        _("Track"),
        _("Room"),
        _("Language"),
        _("Speakers"),
        _("Panellists"),
        _("Moderators"),
        _("Facilitators"),
        _("Rapporteurs"),
        _("Abstract"),
        _("Description"),
        _("Contributions"),
        _("Code"),
    ]


def _rows(shown: Published) -> list[list[str]]:
    """A row for each session that takes place."""
    return [_row(one, shown) for one in shown.structure.sessions if one.is_placed and not one.is_withdrawn]


def _row(session: SessionFacts, shown: Published) -> list[str]:
    structure = shown.structure
    starts, ends = session.starts_local, session.ends_local(structure.zone)
    room, track = structure.room(session.room_id), structure.track(session.track_id)
    return [
        f"{starts:%Y-%m-%d}" if starts else "",
        f"{starts:%H:%M}" if starts else "",
        f"{ends:%H:%M}" if ends else "",
        session.title,
        session.subtitle,
        format_word(session.format),
        track.name if track else "",
        room.name if room else "",
        session.language,
        *(_people(session, role, shown) for role in ROLES),
        to_plain(session.abstract),
        to_plain(session.description),
        "\n".join(each.title for each in session.contributions),
        session.code,
    ]


def _people(session: SessionFacts, role: StageRole, shown: Published) -> str:
    """Those with a role, a line each: "Jane Vũ (NGO 8)"."""
    there = [one for one in session.everybody() if one.role is role and one.person_id in shown.people]
    lines: Sequence[tuple[str, str]] = [
        (shown.people[one.person_id].name, affiliation_of(one, shown.people)) for one in there
    ]
    return "\n".join(f"{name} ({affiliation})" if affiliation else name for name, affiliation in lines)
