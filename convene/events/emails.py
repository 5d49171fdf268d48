from uuid import UUID

from convene.accounts.models import Account
from convene.accounts.queries import link_can_be_used, names_of
from convene.database import db
from convene.events.catalogue import ROLES, SENSITIVITIES
from convene.events.models import Event, LooseningAsked
from convene.events.queries import loosening_asked_at
from convene.outbox import services as outbox
from convene.outbox.catalogue import Content, Intent, message
from convene.permissions.catalogue import Role
from convene.teams.models import Team
from convene.web.signed_links import absolute_url


def invitation(account_id: UUID, event: Event, role: Role, secret: str) -> None:
    """Tell somebody that they have a role at an event, with the link by which they sign in."""
    account = db.session.get_one(Account, account_id)
    outbox.enqueue(
        "events/invitation",
        account.email,
        to_name=account.name,
        ids={"event_id": event.id},
        private={"secret": secret, "role": role.value},
        about=about_invitation(account.id, event.id),
    )


def about_invitation(account_id: UUID, event_id: UUID) -> str:
    """What stands in the outbox for the thing that an invitation tells."""
    return f"account:{account_id}:invitation:{event_id}"


@message("events/invitation")
def _compose_invitation(intent: Intent) -> Content | None:
    event = db.session.get(Event, intent.ids["event_id"])
    if event is None or not link_can_be_used(intent.private["secret"]):
        return None  # a mail whose link opens nothing would only mislead
    return Content(
        {
            "event": event,
            "team": db.session.get_one(Team, event.team_id).name,
            "role": ROLES[Role(intent.private["role"])],
            "url": absolute_url(
                "accounts.confirm_sign_in", token=intent.private["secret"], next=f"/organise/{event.slug}/"
            ),
            "later_url": absolute_url("accounts.sign_in", next=f"/organise/{event.slug}/"),
        }
    )


def loosening_asked(account: Account, asked: LooseningAsked) -> None:
    """Tell an organiser that another one wants less care at an event. The mail opens nothing by itself."""
    outbox.enqueue(
        "events/loosening_asked",
        account.email,
        to_name=account.name,
        ids={"event_id": asked.event_id, "loosening_id": asked.id},
        event_id=asked.event_id,
        about=f"account:{account.id}:loosening:{asked.event_id}",
    )


@message("events/loosening_asked")
def _compose_loosening_asked(intent: Intent) -> Content | None:
    event = db.session.get(Event, intent.ids["event_id"])
    asked = loosening_asked_at(intent.ids["event_id"])
    if event is None or asked is None or asked.id != intent.ids["loosening_id"]:
        return None  # decided, taken back or too old: there is nothing left to do
    return Content(
        {
            "event": event,
            "who": names_of([asked.account_id])[asked.account_id],
            "present": SENSITIVITIES[event.sensitivity],
            "wanted": SENSITIVITIES[asked.sensitivity],
            "url": absolute_url("organise.care", slug=event.slug),
        }
    )
