"""What has changed in the published agenda, version by version, for everybody."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from convene.events.catalogue import Sensitivity
from convene.events.models import Event
from convene.programme.queries.versions import PublicVersion, Published, structures_of
from convene.programme.rules.changes import ChangeKind, compare
from convene.programme.showing.differences import Fact, ShownChange, figures_of, frame_lines, public_changes
from convene.programme.showing.times import moment_in
from convene.programme.structure import SessionFacts

#: A version that changes more is shown folded: whoever comes wants to see what was last, and not to scroll.
MOST_SHOWN_OPEN = 12


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One version: when it was published, what the organisers said, and what was new with it.

    `sessions`: how many there were in the first; 0 of any other.
    """

    id: UUID
    anchor: str
    published_at: datetime
    moment: str
    note: str
    figures: Sequence[tuple[str, int]]
    changes: Sequence[ShownChange]
    frame: Sequence[Fact]
    sessions: int

    @property
    def is_folded(self) -> bool:
        return len(self.changes) > MOST_SHOWN_OPEN

    @property
    def summary(self) -> str:
        """In a line: "2 moved · 1 cancelled"."""
        if self.sessions:
            return str(
                ngettext("The first agenda: %(num)s session", "The first agenda: %(num)s sessions", self.sessions)
            )
        words = [f"{count} {word}" for word, count in self.figures]
        return " · ".join(words) or (str(_("Of the event itself")) if self.frame else str(_("Nothing that is shown")))


def shown_versions(
    event: Event, versions: Sequence[PublicVersion], public: Published, session_url: Callable[[str], str]
) -> list[ShownVersion]:
    """These versions, each with what it changed of the one before.

    People on stage are called as the agenda calls them today: whoever is not in it any more is named no more. Where
    high care is taken nobody is: an agenda is read for a day, and a list of who came and went lies about.
    """
    names = {} if event.sensitivity is Sensitivity.HIGH_CARE else {key: one.name for key, one in public.people.items()}
    codes = {session.code for session in public.structure.sessions}

    def url(session: SessionFacts) -> str:
        return session_url(session.code) if session.code in codes else ""

    needed = {version.id for version in versions} | {version.before_id for version in versions if version.before_id}
    structures = structures_of(needed)
    shown = []
    for version in versions:
        after = structures[version.id]
        before = structures[version.before_id] if version.before_id is not None else None
        difference = compare(before, after)
        is_first = before is None
        standing = sum(one.is_placed and not one.is_withdrawn for one in after.sessions)
        shown.append(
            ShownVersion(
                id=version.id,
                anchor=f"v-{version.id.hex[:12]}",
                published_at=version.published_at,
                moment=moment_in(version.published_at, event.zone),
                note=version.note,
                figures=[] if is_first else figures_of(difference),
                changes=[] if is_first else public_changes(difference, after, names, url),
                frame=frame_lines(difference),
                sessions=standing if is_first else 0,
            )
        )
    return shown


def in_html(version: ShownVersion) -> str:
    """A version as feeds carry it: the note, and a line for each session."""
    words = _words_of_kinds()
    lines = [
        Markup("<li>{}: <b>{}</b>{}</li>").format(words[one.kind], one.title, _facts_in_html(one.facts))
        for one in version.changes
    ]
    frame = [Markup("<li>{}</li>").format(_facts_in_html([fact])) for fact in version.frame]
    note = Markup("<p>{}</p>").format(version.note) if version.note else Markup("")
    items = Markup("").join([*lines, *frame])
    return str(note + (Markup("<ul>{}</ul>").format(items) if items else Markup("<p>{}</p>").format(version.summary)))


def _facts_in_html(facts: Iterable[Fact]) -> Markup:
    arrow = Markup(" → ")
    return Markup("").join(
        Markup("<br>{}: {}").format(what, arrow.join(escape(each) for each in values if each is not None))
        for what, *values in facts
    )


def _words_of_kinds() -> dict[str, str]:
    return {
        ChangeKind.NEW: _("New"),
        ChangeKind.MOVED: _("Moved"),
        ChangeKind.CHANGED: _("Changed"),
        ChangeKind.CANCELLED: _("Cancelled"),
        ChangeKind.RESTORED: _("Restored"),
    }
