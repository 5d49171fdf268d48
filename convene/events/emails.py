from uuid import UUID

from convene.accounts.models import Account
from convene.accounts.queries import account_of_actor, link_can_be_used, names_of
from convene.database import db
from convene.events.catalogue import ROLES, SENSITIVITIES
from convene.events.models import Event, LooseningAsked
from convene.events.queries import loosening_asked_at
from convene.outbox import services as outbox
from convene.outbox.catalogue import Content, Intent, message
from convene.permissions.catalogue import Role, Scope
from convene.teams.models import Team
from convene.web.signed_links import absolute_url


def invitation(account_id: UUID, scope: Scope, scope_id: UUID, role: Role, secret: str, *, by: str) -> None:
    """Tell somebody that they have a role at an event or in a team, who gave it, and the link by which they sign in."""
    inviter_id = account_of_actor(by)
    account = db.session.get_one(Account, account_id)
    outbox.enqueue(
        "events/invitation",
        account.email,
        to_name=account.name,
        ids={f"{scope.value}_id": scope_id, **({"inviter_id": inviter_id} if inviter_id else {})},
        private={"secret": secret, "role": role.value},
        about=about_invitation(account.id, scope_id),
    )


def about_invitation(account_id: UUID, scope_id: UUID) -> str:
    """What stands in the outbox for the thing that an invitation tells."""
    return f"account:{account_id}:invitation:{scope_id}"


@message("events/invitation")
def _compose_invitation(intent: Intent) -> Content | None:
    event = db.session.get(Event, intent.ids["event_id"]) if "event_id" in intent.ids else None
    team = db.session.get(Team, event.team_id if event is not None else intent.ids.get("team_id"))
    if team is None or not link_can_be_used(intent.private["secret"]):
        return None  # a mail whose link opens nothing would only mislead
    inviter = db.session.get(Account, intent.ids["inviter_id"]) if "inviter_id" in intent.ids else None
    there = f"/organise/{event.slug}/" if event is not None else f"/organise/teams/{team.id}"
    return Content(
        {
            "event": event,
            "team": team.name,
            "inviter": inviter.name if inviter is not None else "",
            "role": ROLES[Role(intent.private["role"])],
            "url": absolute_url("accounts.confirm_sign_in", token=intent.private["secret"], next=there),
            "later_url": absolute_url("accounts.sign_in", next=there),
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
