"""A desk at the door, as its script works: it does things at once, and sends them when there is a network.

desk = Desk(app, "desk A")
desk.check_in(registration_id)
desk.send()
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, has_app_context

from convene.database import db
from tests.support.visitor import Visitor


class Desk:
    """One phone. `queue` is what the server has not answered yet."""

    def __init__(self, app: Flask, name: str, *, slug: str = "forum", email: str = "noor@example.org") -> None:
        self.visitor = Visitor(app).signed_in_as(email)
        self.slug = slug
        self.visitor.open(f"/organise/{slug}/door/").fill_in(desk=name).press("Name this desk")
        (self.token,) = {str(each) for each in self.visitor.tree.xpath("//@data-token")}
        self.queue: list[dict[str, Any]] = []
        self.outcomes: dict[str, str] = {}
        self.answers: list[dict[str, Any]] = []

    def check_in(self, registration_id: UUID | None, *, session: str = "", **more: Any) -> str:
        """Returns the id of the slip."""
        return self._note(act="in", registration=str(registration_id or ""), session=session, **more)

    def undo(self, registration_id: UUID, slip: str, *, session: str = "") -> str:
        return self._note(act="undo", registration=str(registration_id), undoes=slip, session=session)

    def _note(self, **slip: Any) -> str:
        slip |= {"id": str(uuid4()), "at": datetime.now(UTC).isoformat()}
        self.queue.append(slip)
        return str(slip["id"])

    def send(self, *, most: int = 200, answer_is_lost: bool = False) -> dict[str, str]:
        """Send what waits; returns what became of each. Where the answer is lost, the desk sends the same once more."""
        if has_app_context():
            db.session.rollback()  # let go of what the test has read
        slips = self.queue[:most]
        answer = self.visitor._request(
            "POST",
            f"/organise/{self.slug}/door/slips",
            data=json.dumps({"slips": slips}),
            content_type="application/json",
            headers={"X-CSRFToken": self.token},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)[:400]
        if answer_is_lost:
            return {}
        self.answers = answer.get_json()["answers"]
        told = {each["id"]: each["outcome"] for each in self.answers}
        self.queue = [slip for slip in self.queue if slip["id"] not in told]
        self.outcomes |= told
        return told

    def changes(self, since: int = 0, *, session: str = "", etag: str | None = None) -> Any:
        path = f"/organise/{self.slug}/door/changes?since={since}&session={session}"
        return self.visitor._request("GET", path, headers={"If-None-Match": etag} if etag else {})
