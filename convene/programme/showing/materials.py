"""Materials of a session, as pages list and send them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from convene.errors import NotFound
from convene.files.pictures import PICTURE_TYPE
from convene.files.queries import bytes_of, file_with
from convene.programme.catalogue import ON_STAGE, Available, Reach
from convene.programme.models import Material
from convene.programme.queries.materials import materials_for
from convene.programme.queries.versions import Published
from convene.programme.showing.times import Times
from convene.programme.showing.words import language_of, material_kind_word
from convene.programme.structure import SessionFacts
from convene.web.languages import clock_time, day, language_word
from convene.web.serving import sent_file

KILOBYTE = 1024
MOST_KINDS_ON_A_CARD = 2


@dataclass(frozen=True, slots=True)
class ShownMaterial:
    """One line for those who may fetch it: “Slides, PDF, 2.1 MB”."""

    title: str
    url: str
    lang: str | None
    words: str
    is_file: bool
    of: str = ""


@dataclass(frozen=True, slots=True)
class SessionMaterials:
    """A session and what of it everybody may fetch now."""

    title: str
    url: str
    lang: str | None
    when: str
    materials: list[ShownMaterial]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMaterial:
    """One line of the organisers' list."""

    id: UUID
    title: str
    url: str
    lang: str | None
    words: str
    terms: str
    given_by: str
    is_hidden: bool
    #: By an organiser: whoever gave it does not show it again.
    is_kept_back: bool
    is_for_everybody: bool


def shown_material(
    material: Material, session: SessionFacts, url_of_file: Callable[[Material], str] | None = None
) -> ShownMaterial:
    """A material for those whom it is for; `url_of_file` says where they fetch a file, if not at its own address."""
    url = material.url or (url_of_file(material) if url_of_file else own_address(material))
    of = next((one.title for one in session.contributions if one.id == material.contribution_id), "")
    return ShownMaterial(
        material.title, url, language_of(material.title, material.language), _words(material), material.url is None, of
    )


def materials_by_session(event_id: UUID, shown: Published, session_url: Callable[[str], str]) -> list[SessionMaterials]:
    """What everybody may fetch now of an event, in the order of its agenda. One statement."""
    found = materials_left(event_id, shown)
    times = Times(shown.structure.zone, shown.structure.zone)
    return [
        SessionMaterials(
            one.title,
            session_url(one.code),
            language_of(one.title, one.language),
            " · ".join(filter(None, [day(one.day) if one.day else "", times.clocks(one)])),
            [shown_material(material, one) for material in found[one.id]],
        )
        for one in shown.structure.sessions
        if one.id in found
    ]


def materials_left(event_id: UUID, shown: Published | None) -> dict[UUID, list[Material]]:
    """What everybody may fetch now, by the session that it is of. One statement."""
    found: dict[UUID, list[Material]] = {}
    for material in materials_for(event_id, shown, Reach.EVERYBODY) if shown else ():
        found.setdefault(material.session_id, []).append(material)
    return found


def left_in_short(materials: Iterable[Material]) -> str:
    """What a session left, on its card: "Slides, Notes"; of more kinds "5 materials"."""
    found = list(materials)
    words = list(dict.fromkeys(material_kind_word(one.kind) for one in found))
    if len(words) > MOST_KINDS_ON_A_CARD:
        return str(ngettext("%(num)s material", "%(num)s materials", len(found)))
    return ", ".join(words)


def listed_materials(
    materials: Iterable[Material],
    session: SessionFacts,
    zone: str,
    names: Mapping[UUID, str],
    url_of_file: Callable[[Material], str] | None = None,
) -> list[ListedMaterial]:
    """Materials of a session as those see them who look after them: its organisers all, somebody on stage their own.

    `url_of_file` says where they fetch a file, if not at its own address.
    """
    return [
        ListedMaterial(
            id=one.id,
            title=one.title,
            url=one.url or (url_of_file or own_address)(one),
            lang=language_of(one.title, one.language),
            words=_words(one),
            terms=_terms(one, session, zone),
            given_by=names.get(one.person_id, "") if one.person_id else "",
            is_hidden=one.hidden_at is not None,
            is_kept_back=one.hidden_at is not None and one.hidden_by != ON_STAGE,
            is_for_everybody=one.reach is Reach.EVERYBODY,
        )
        for one in materials
    ]


def own_address(material: Material) -> str:
    """Where a file is fetched by those who may."""
    return url_for("files.one", file_id=material.file_id)


def sent_material(material: Material | None) -> Response:
    """The file of a material, for whoever may fetch it: that was asked before. NotFound: it has none."""
    file = file_with(material.file_id) if material is not None and material.file_id is not None else None
    if material is None or file is None:
        raise NotFound
    return sent_file(
        lambda: bytes_of(file.id),
        content_type=file.content_type,
        digest=file.digest,
        file_name=material.file_name,
        shows_in_place=file.content_type == PICTURE_TYPE,
    )


def size_words(size: int) -> str:
    """ "2.1 MB", "340 KB"."""
    if size >= KILOBYTE * KILOBYTE:
        return str(_("%(size)s MB", size=format_decimal(round(size / KILOBYTE / KILOBYTE, 1))))
    return str(_("%(size)s KB", size=format_decimal(max(1, round(size / KILOBYTE)))))


def _words(material: Material) -> str:
    ending = material.file_name.rsplit(".", 1)[-1].upper() if material.file_name else ""
    size = size_words(material.size) if material.file_name else ""
    return ", ".join(filter(None, [material_kind_word(material.kind), ending, size, language_word(material.language)]))


def _terms(material: Material, session: SessionFacts, zone: str) -> str:
    for_whom = {
        Reach.EVERYBODY: _("For everybody"),
        Reach.REGISTERED: _("For those who are registered"),
        Reach.ORGANISERS: _("For organisers only"),
    }[material.reach]
    return " · ".join(filter(None, [str(for_whom), _since(material, session, zone)]))


def _since(material: Material, session: SessionFacts, zone: str) -> str:
    if material.available is Available.AT_ONCE or material.reach is Reach.ORGANISERS:
        return ""
    at: datetime | None = material.available_local
    if material.available is Available.AFTER_SESSION:
        at = session.ends_local(zone)
        if at is None:
            return str(_("after the session, which has no time yet"))
    return str(_("from %(day)s, %(time)s", day=day(at), time=clock_time(at))) if at else ""
