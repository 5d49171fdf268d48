"""The guard of the pages of a team, which belong to none of its events.

    @organise.get("/teams/<uuid:team_id>")
    @team_page(Permission.SEE_EVENT)
    def one(team: Team) -> ResponseReturnValue: ...

The URL's `team_id` becomes the view's `team`.
"""

from collections.abc import Callable

from flask_login import current_user

from convene.database import db
from convene.errors import NotAllowed, NotFound
from convene.permissions.catalogue import Permission
from convene.permissions.queries import permissions_at
from convene.teams.models import Team
from convene.web.guards import AccessRule, SignInFirst, View, ViewArguments, guard


def team_page(access: Permission) -> Callable[[View], View]:
    """Admit whoever has `access` in the team itself. To others the team is not there; a role at one of its events
    opens that event alone."""

    def admit(arguments: ViewArguments) -> None:
        if not current_user.is_authenticated:
            raise SignInFirst  # before we look: to a stranger every address of this kind is the same
        team = db.session.get(Team, arguments.pop("team_id"))
        allowed = permissions_at(current_user.account_id, team_id=team.id) if team is not None else frozenset()
        if Permission.SEE_EVENT not in allowed:
            raise NotFound
        if access not in allowed:
            raise NotAllowed
        arguments["team"] = team

    return guard(AccessRule(f"team: {access}", admit, is_for_the_signed_in=True))
