"""Badges, the sheet that people sign, letters of invitation and certificates: on paper (`web/typesetting.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from flask_babel import gettext as _

from convene.registration.catalogue import BadgeLayout, PhotoStatus
from convene.registration.queries.badges import Badge
from convene.web.codes import code_svg
from convene.web.languages import country_name
from convene.web.signed_links import Purpose, absolute_url, sign
from convene.web.typesetting import pdf_of, pictures_of, printable, unprintable


@dataclass(frozen=True, slots=True)
class Sheet:
    """How badges lie on a page: so many across and down, each so large, in millimetres."""

    columns: int
    rows: int
    width: int
    height: int
    is_a4: bool = True

    @property
    def badges(self) -> int:
        return self.columns * self.rows


SHEETS = {
    BadgeLayout.EIGHT: Sheet(2, 4, 90, 55),
    BadgeLayout.TEN: Sheet(2, 5, 85, 54),
    BadgeLayout.SINGLE: Sheet(1, 1, 90, 55, is_a4=False),
}


def sheets_needed(layout: BadgeLayout, badges: int) -> int:
    """How many pages so many badges fill."""
    return ceil(badges / SHEETS[layout].badges)


def badges_as_pdf(title: str, badges: Sequence[Badge], layout: BadgeLayout) -> bytes:
    """The badges to print."""
    return pdf_of("badges.typ", _badge_data(title, badges, layout), _badge_texts(title, badges))


def sheet_as_picture(title: str, badges: Sequence[Badge], layout: BadgeLayout, number: int) -> bytes:
    """One page of them as PNG, counted from 1."""
    size = SHEETS[layout].badges
    shown = badges[(number - 1) * size : number * size]
    return pictures_of("badges.typ", _badge_data(title, shown, layout), _badge_texts(title, shown))[0]


def names_not_printable(badges: Sequence[Badge]) -> list[tuple[Badge, str]]:
    """Those of whose badge no font of this machine prints every letter, and these letters."""
    missing = [(badge, unprintable(f"{badge.name} {badge.organisation} {badge.role}")) for badge in badges]
    return [(badge, letters) for badge, letters in missing if letters]


def signing_sheet(title: str, when: str, days: Sequence[str], people: Sequence[tuple[str, str]]) -> bytes:
    """Name, organisation, and a line to sign for each day."""
    data = {
        "title": title,
        "when": when,
        "days": list(days),
        "people": [{"name": printable(name), "organisation": printable(organisation)} for name, organisation in people],
        "words": {
            "name": _("Name"),
            "organisation": _("Organisation"),
            "sheet": _("Attendance sheet"),
            "signature": _("Signature"),
        },
    }
    return pdf_of("attendance.typ", data, [title, *(text for person in people for text in person)])


def photo_words() -> dict[PhotoStatus, str]:
    """What is said of pictures, in words."""
    return {
        PhotoStatus.YES: str(_("photos: yes")),
        PhotoStatus.ASK: str(_("photos: ask me")),
        PhotoStatus.NO: str(_("no photos")),
    }


def _badge_data(title: str, badges: Sequence[Badge], layout: BadgeLayout) -> dict[str, Any]:
    sheet, words = SHEETS[layout], photo_words()
    return {
        "title": printable(title),
        "sheet": {
            "columns": sheet.columns,
            "rows": sheet.rows,
            "width": sheet.width,
            "height": sheet.height,
            "a4": sheet.is_a4,
        },
        "words": {"code": _("Code for the door")},
        "badges": [
            {
                "name": printable(badge.name),
                "organisation": printable(badge.organisation),
                "country": country_name(badge.country) if badge.country else "",
                "role": badge.role,
                "lines": list(badge.lines),
                "photo": badge.photo.value if badge.photo else "",
                "photo_words": words[badge.photo] if badge.photo else "",
                "code": code_svg(code_link(badge)),
            }
            for badge in badges
        ],
    }


def code_link(badge: Badge) -> str:
    """What the code of a badge leads to."""
    return absolute_url("code.scanned", token=sign(Purpose.CHECK_IN, badge.registration_id, badge.link_version))


def _badge_texts(title: str, badges: Sequence[Badge]) -> list[str]:
    return [title, *(text for badge in badges for text in (badge.name, badge.organisation, badge.role, *badge.lines))]


@dataclass(frozen=True, slots=True)
class Signed:
    """What stands in every letter and certificate: who gives it for what, and who signs."""

    hosts: str
    event: str
    when: str
    where: str
    signatory: str
    signatory_role: str
    today: str
    contact: str = ""


def letter_as_pdf(signed: Signed, *, name: str, passport: str, words: str) -> bytes:
    """A letter of invitation. `passport` is printed and kept nowhere."""
    name = _name_or_line(name)
    invited = _("%(name)s is invited to take part in “%(event)s”.", name=name, event=signed.event)
    facts = [(_("When"), signed.when), (_("Where"), signed.where), (_("Name"), name), (_("Passport number"), passport)]
    data = {
        **_signed_data(signed),
        "title": _("Letter of invitation"),
        "greeting": _("To whom it may concern"),
        "opening": invited,
        "facts": [[term, said] for term, said in facts if said],
        "words": _paragraphs(words),
        "closing": _("Yours sincerely"),
    }
    return pdf_of("letter.typ", data, [name, words, *_texts_of(signed)])


def certificate_as_pdf(signed: Signed, *, name: str, words: str, code: str, check_url: str) -> bytes:
    """A certificate of attendance, with the address at which anybody can ask whether it is genuine."""
    data = {
        **_signed_data(signed),
        "title": _("Certificate of attendance"),
        "name": _name_or_line(name),
        "took_part": _("took part in"),
        "words": _paragraphs(words),
        "code": in_groups(code),
        "check": _("Whether it is genuine is told at"),
        "check_url": check_url,
        "picture": code_svg(check_url),
        "picture_words": _("Code of the address"),
    }
    return pdf_of("certificate.typ", data, [name, words, *_texts_of(signed)])


def _name_or_line(name: str) -> str:
    """A name that no font has is written by hand."""
    return printable(name) or "_" * 24


def in_groups(code: str) -> str:
    """A code as it is read aloud: ABCD-EFGH-JKLM."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _signed_data(signed: Signed) -> dict[str, Any]:
    return {
        "hosts": signed.hosts,
        "event": signed.event,
        "when": signed.when,
        "where": signed.where,
        "signatory": signed.signatory,
        "signatory_role": signed.signatory_role,
        "today": signed.today,
        "contact": signed.contact,
    }


def _texts_of(signed: Signed) -> list[str]:
    return [signed.hosts, signed.event, signed.where, signed.signatory, signed.signatory_role]


def _paragraphs(words: str) -> list[str]:
    return [part.strip() for part in words.split("\n\n") if part.strip()]
