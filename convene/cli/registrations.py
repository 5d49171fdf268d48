from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup

from convene.engines.schedule_files import UnreadableSchedule
from convene.errors import Refused
from convene.events.queries import event_at
from convene.registration.queries.importing import ListRead, people_in
from convene.registration.services.importing import import_people

registrations = AppGroup("registrations", help="Those who come.")
#: What a command says goes to standard error, so that standard output is the counts alone.
BY = "command line"
MOST_ROWS_SAID = 12


@registrations.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mail", is_flag=True, help="Mail those who are new their confirmation and their link.")
@click.option("--leave-out", is_flag=True, help="Bring the others in where some rows cannot be read.")
def import_list(slug: str, file: Path, mail: bool, leave_out: bool) -> None:
    """Bring the people of FILE (CSV or XLSX) in at the event SLUG, and print how many are new and changed.

    Columns may stand in any order. The same file again changes nothing. Those who are new have a place, also beyond
    the places of the event. Nobody is mailed without --mail.
    """
    event = event_at(slug)
    if event is None:
        raise click.ClickException(f"No event has the address /e/{slug}/.")
    try:
        read = people_in(event.id, file.read_bytes())
        _tell(read)
        if read.reading.problems and not leave_out:
            raise click.ClickException(
                f"{file}: correct these rows, then bring it in again, or give --leave-out. Nobody was brought in."
            )
        done = import_people(event.id, read.reading.people, read.asking, tells=mail, by=BY)
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be read: {problem.strerror}.") from None
    except (UnreadableSchedule, Refused) as problem:
        raise click.ClickException(f"{file}: {problem}") from None
    if done.left_out:
        click.echo(f"{done.left_out} were left out: they have cancelled, or several are called like them.", err=True)
    if done.beyond:
        click.echo(f"{done.beyond} places more are taken than there are.", err=True)
    click.echo(f"{done.new} new, {done.changed} changed, {done.same} the same, {done.mailed} mailed")


def _tell(read: ListRead) -> None:
    for remark in read.reading.remarks:
        click.echo(f"rows {_some(remark.rows)}: {remark}", err=True)
    for problem in read.reading.problems:
        click.echo(f"row {problem.row}: {problem}", err=True)


def _some(rows: Sequence[int]) -> str:
    shown = ", ".join(map(str, rows[:MOST_ROWS_SAID]))
    return shown if len(rows) <= MOST_ROWS_SAID else f"{shown} …"
