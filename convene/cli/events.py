from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy import select

from convene.accounts.queries import account_with
from convene.database import db
from convene.engines.schedule_files import (
    Reading,
    Schedule,
    TableContext,
    TableReading,
    UnreadableSchedule,
    is_table,
    read,
    read_any,
)
from convene.errors import Refused
from convene.events.catalogue import Kind
from convene.events.models import Event
from convene.events.queries import event_at
from convene.events.rules import is_slug
from convene.programme.catalogue import LONGEST
from convene.programme.models import Session
from convene.programme.queries.conditions import warnings_of
from convene.programme.queries.draft import draft_of
from convene.programme.queries.people import names_of_people
from convene.programme.rules.files import remarks_on_formats
from convene.programme.rules.warnings import clashes_of
from convene.programme.services.importing import Imported, import_event, import_into_event

events = AppGroup("events", help="Convenings.")
#: What a command says goes to standard error, so that standard output is the path alone.
BY = "command line"
MOST_ROWS_SAID = 12


@events.command("list")
def list_events() -> None:
    """Print every event: its path, its title, its state."""
    for event in db.session.scalars(select(Event).order_by(Event.starts_on, Event.slug)):
        click.echo(f"/e/{event.slug}/  {event.title}  ({event.state})")


class Day(click.ParamType[date]):
    """A date like 2027-03-04."""

    name = "date"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007, a day has no zone
        except ValueError:
            self.fail(f"{value} is no date. Write it like 2027-03-04.", param, ctx)


@events.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--event", "into", metavar="SLUG", help="Change this event. Otherwise one is made, or recognised.")
@click.option("--title", help="Its title. Default: the file's.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    help="What kind of convening it is. Default: forum.",
)
@click.option("--starts", type=Day(), help="Its first day, like 2027-03-04. Default: the file's.")
@click.option("--ends", type=Day(), help="Its last day. Default: the file's.")
@click.option("--zone", help="The time zone of its place, like Europe/Berlin. Default: the file's.")
@click.option("--slug", help="Its address, /e/SLUG/. Default: made from the title.")
@click.option("--organiser", metavar="EMAIL", help="Who organises it. Needed unless --event is given.")
@click.option("--take-groups", is_flag=True, help="Take words such as Hosts and TBC in as people on stage.")
@click.option("--move-days", is_flag=True, help="Read the days of a table of another time as those of the event.")
@click.option("--publish", is_flag=True, help="Publish the agenda and the event.")
def import_file(
    file: Path,
    into: str | None,
    title: str | None,
    kind: str | None,
    starts: date | None,
    ends: date | None,
    zone: str | None,
    slug: str | None,
    organiser: str | None,
    take_groups: bool,
    move_days: bool,
    publish: bool,
) -> None:
    """Bring FILE in as an event, and print the event's path: a spreadsheet (CSV, XLSX), schedule.json or schedule.xml.

    The same file again, or a newer one, changes the event that it made: sessions are known by their guid, those of
    a spreadsheet by their code or title. A spreadsheet needs --event, or else --title, --starts and --zone.
    """
    context = _context(into, title, starts, ends, zone)
    schedule, made_guids = _read(file, context, takes_groups=take_groups, moves_days=move_days)
    withdrawn = _withdrawn()
    with _refusals_as_sentences():
        if into is not None:
            done = import_into_event(_event_id(into), schedule, made_guids=made_guids, is_published=publish, by=BY)
        else:
            done = import_event(
                schedule,
                _account_id(organiser),
                title=_title(title),
                kind=Kind(kind or Kind.FORUM),
                starts_on=starts,
                ends_on=ends,
                zone=zone,
                slug=_slug(slug),
                made_guids=made_guids,
                is_published=publish,
                by=BY,
            )
    _tell(done.sessions, came_back=len(withdrawn - _withdrawn()))
    event = db.session.get_one(Event, done.event_id)
    if not done.is_new:
        _tell_what_was_left(
            {
                "--starts": (starts, event.starts_on),
                "--ends": (ends, event.ends_on),
                "--zone": (zone, event.zone),
                "--kind": (kind, event.kind),
            }
        )
    _tell_warnings(event, is_published=publish)
    click.echo(f"/e/{event.slug}/")


def _context(
    into: str | None, title: str | None, starts: date | None, ends: date | None, zone: str | None
) -> TableContext | None:
    """What a table leaves out: from the event that it goes into, else from the options. None: they do not say it."""
    if into is not None:
        event = db.session.get_one(Event, _event_id(into))
        return TableContext(event.zone, event.starts_on, event.ends_on, event.title)
    if title is None or starts is None or zone is None:
        return None
    try:
        return TableContext(zone, starts, ends or starts, title)
    except ValueError:
        raise click.ClickException("Look at --zone, --starts and --ends: a zone is called like Asia/Bangkok.") from None


def _read(
    file: Path, context: TableContext | None, *, takes_groups: bool, moves_days: bool
) -> tuple[Schedule, frozenset[str]]:
    """What a file says, and which guids it has not said itself. Of a table with wrong rows nothing is read."""
    try:
        content = file.read_bytes()
        if is_table(content) and context is None:
            raise click.ClickException(
                f"{file} is a table: say what it leaves out. Give --title, --starts and --zone, or --event."
            )
        if context is None:
            reading: Reading | TableReading = read(content, LONGEST)
        else:
            reading = read_any(content, context, takes_groups=takes_groups, moves_days=moves_days, lengths=LONGEST)
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be read: {problem.strerror}.") from None
    except UnreadableSchedule as problem:
        raise click.ClickException(f"{file}: {problem}") from None
    for remark in reading.remarks:
        click.echo(f"{remark.where}: {remark}" if remark.where else str(remark), err=True)
    of_rows = reading.rows if isinstance(reading, TableReading) else {}
    for sentence, found in remarks_on_formats((one.type, of_rows.get(one.guid)) for one in reading.schedule.sessions):
        click.echo(f"row {_some(found)}: {sentence}" if found else str(sentence), err=True)
    if not isinstance(reading, TableReading):
        return reading.schedule, frozenset()
    _tell_of_table(reading, moves_days=moves_days)
    if reading.problems:
        raise click.ClickException(f"{file}: correct these rows, then bring it in again. Nothing was brought in.")
    return reading.schedule, reading.made_guids


def _tell_of_table(reading: TableReading, *, moves_days: bool) -> None:
    for name, rows in reading.left_out.items():
        what = f"“{name}” is a role, a group or still open, and was left out of the people"
        click.echo(f"{what} (row {_some(rows)}).", err=True)
    if reading.first_day_elsewhere is not None and not moves_days:
        what = f"The table begins on {reading.first_day_elsewhere}, and no day of it is one of the event"
        click.echo(f"{what}: give --move-days to read them as its days.", err=True)
    for wrong in reading.problems:
        click.echo(f"Row {wrong.row}: {wrong}", err=True)


@contextmanager
def _refusals_as_sentences() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        option = f" (--{refused.field})" if refused.field in {"zone", "slug"} else ""
        raise click.ClickException(f"{refused}{option}") from None


def _event_id(slug: str) -> UUID:
    event = event_at(slug)
    if event is None:
        raise click.ClickException(f"No event has the address /e/{slug}/.")
    return event.id


def _account_id(email: str | None) -> UUID:
    if email is None:
        raise click.ClickException("Say whose event it is: --organiser EMAIL.")
    account = account_with(email)
    if account is None:
        raise click.ClickException(f"No account has the address {email}. Make one: flask accounts create {email}")
    return account.id


def _title(title: str | None) -> str | None:
    if title is not None and len(title) > LONGEST.event:
        raise click.ClickException(f"--title has more than {LONGEST.event} characters. Shorten it.")
    return title


def _slug(slug: str | None) -> str | None:
    if slug is not None and not is_slug(slug):
        raise click.ClickException(f"{slug} cannot be an address. Write small letters, digits and single hyphens.")
    return slug


def _withdrawn() -> set[UUID]:
    """Every session that is withdrawn now. A read of its own, since which event it is is known after the import."""
    db.session.rollback()
    return set(db.session.scalars(select(Session.id).where(Session.withdrawn_at.is_not(None))))


def _some(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:MOST_ROWS_SAID]))


def _tell(counts: Imported, *, came_back: int) -> None:
    click.echo(
        f"{counts.new} new sessions, {counts.changed} changed, {counts.same} the same, "
        f"{counts.missing} not in the file and left as they are.",
        err=True,
    )
    for person in counts.people:
        was = f", not {person.before.name}" if person.before.name != person.now.name else ", with another biography"
        click.echo(f"{person.now.name}{was}: as the file has it, on published pages too.", err=True)
    if counts.new_addresses:
        what = (
            "1 address of people on stage is"
            if counts.new_addresses == 1
            else (f"{counts.new_addresses} addresses of people on stage are")
        )
        click.echo(f"{what} saved. Nobody was mailed.", err=True)
    for one in counts.addresses:
        if one.stays:
            click.echo(f"{one.email} was left out: that person was asked at {one.before}.", err=True)
    if came_back:
        what = "1 session was" if came_back == 1 else f"{came_back} sessions were"
        click.echo(f"{what} withdrawn here, and came back with the file.", err=True)


def _tell_what_was_left(given: dict[str, tuple[object, object]]) -> None:
    """Which options say something else than the event that was there before."""
    left = [option for option, (value, kept) in given.items() if value not in {None, kept}]
    if left:
        what = f"{', '.join(left[:-1])} and {left[-1]} were" if len(left) > 1 else f"{left[0]} was"
        click.echo(f"{what} left as the event has it: an import changes its agenda only.", err=True)


def _tell_warnings(event: Event, *, is_published: bool) -> None:
    """What the organiser's page before a publish shows, or that of an import."""
    draft = draft_of(event.id)
    names = names_of_people(draft.person_ids())
    warnings = warnings_of(event, draft) if is_published else clashes_of(draft, names)
    if warnings:
        things = "1 thing" if len(warnings) == 1 else f"{len(warnings)} things"
        click.echo(f"{'Published' if is_published else 'In the draft'} with {things} to look at:", err=True)
        for warning in warnings:
            click.echo(f"  {warning.says}", err=True)
