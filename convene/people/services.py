from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4, uuid5

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.people.models import Person
from convene.spelling import normalised_address

#: Put together once: every registration asks.
PERSON_WITH = select(Person.id).where(
    Person.team_id == bindparam("team_id"), Person.email_key == bindparam("email_key")
)


@use_case
def know_person_with_address(
    team_id: UUID,
    email: str,
    *,
    name: str,
    affiliation: str = "",
    country: str | None = None,
    by: str,
) -> UUID:
    """The person whom a team knows by this address; made if there is none.

    What is known of a person is not overwritten: whoever writes an address need not be its owner.
    """
    key = normalised_address(email)
    # One at a time for each address: somebody registers at two events of a team in two tabs at the same moment.
    hold(("person", uuid5(team_id, key)))
    person_id = db.session.scalar(PERSON_WITH, {"team_id": team_id, "email_key": key})
    if person_id is None:
        person_id = _add(team_id, name, affiliation, email=email, email_key=key, country=country)
    concerning(person_id=person_id)
    return person_id


@use_case
def say_legal_name(person_id: UUID, legal_name: str, *, by: str) -> None:
    """The name of a person as it stands in their passport: for letters and certificates, and nothing else."""
    person = db.session.get_one(Person, person_id)
    person.legal_name, person.changed_at = legal_name, now()


@use_case
def add_person(team_id: UUID, *, name: str, affiliation: str = "", biography: str = "", by: str) -> UUID:
    """Somebody of whom a team knows the name and no address: from a schedule, or typed by an organiser."""
    person_id = _add(team_id, name, affiliation, biography=biography)
    concerning(person_id=person_id)
    return person_id


@dataclass(frozen=True, slots=True)
class NewPerson:
    """One of several people to be added."""

    name: str
    affiliation: str = ""
    biography: str = ""
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class AddressedPerson:
    """One of several people of whom an address is known."""

    name: str
    email: str
    affiliation: str = ""
    country: str = ""


@use_case
def add_people(team_id: UUID, people: Iterable[NewPerson], *, by: str) -> None:
    """The same for several at once, as a file names them. One statement."""
    at = now()
    db.session.add_all(
        Person(
            id=person.id,
            team_id=team_id,
            display_name=person.name,
            affiliation=person.affiliation,
            biography=person.biography,
            created_at=at,
            changed_at=at,
        )
        for person in people
    )
    db.session.flush()  # rows that point to them follow


@use_case
def know_people_with_addresses(team_id: UUID, people: Sequence[AddressedPerson], *, by: str) -> dict[str, UUID]:
    """The people whom a team knows by these addresses, by the address as it is compared; made where there are none.

    Two statements for each thousand of them. Who comes in elsewhere at the same moment is found, not made twice.
    """
    at = now()
    of_dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    wanted = {normalised_address(each.email): each for each in people}
    known: dict[str, UUID] = {}
    keys = sorted(wanted)
    for some in (keys[begin : begin + 1000] for begin in range(0, len(keys), 1000)):
        rows = [
            {
                "id": uuid4(),
                "team_id": team_id,
                "display_name": wanted[key].name,
                "badge_name": "",
                "legal_name": "",
                "email": wanted[key].email,
                "email_key": key,
                "affiliation": wanted[key].affiliation,
                "country": wanted[key].country or None,
                "biography": "",
                "created_at": at,
                "changed_at": at,
            }
            for key in some
        ]
        db.session.execute(of_dialect.insert(Person).on_conflict_do_nothing(), rows)
        found = db.session.execute(
            select(Person.email_key, Person.id).where(Person.team_id == team_id, Person.email_key.in_(some))
        )
        known.update({row.email_key: row.id for row in found if row.email_key is not None})
    return known


def _add(team_id: UUID, name: str, affiliation: str, **more: object) -> UUID:
    person_id, at = uuid4(), now()
    values = {
        "id": person_id,
        "team_id": team_id,
        "display_name": name,
        "affiliation": affiliation,
        "created_at": at,
        "changed_at": at,
        **more,
    }
    db.session.execute(insert(Person), [values])
    return person_id
