from convene.audit.models import AuditLine
from convene.clock import now
from convene.database import UseCase, db


def write_line(case: UseCase) -> None:
    """Add the line of a use case to its own transaction: kept with it, or not at all.

    Not a use case itself: it is the hook that `database.use_case` calls just before it commits.
    """
    rest = dict(case.concerns)
    db.session.add(
        AuditLine(
            at=now(),
            by=case.by,
            what=case.name,
            joined=list(case.joined),
            event_id=rest.pop("event_id", None),
            team_id=rest.pop("team_id", None),
            ids={name: str(value) for name, value in rest.items()},
        )
    )
