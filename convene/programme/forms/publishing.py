"""A publish: what was seen, whom it tells."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
)

from convene.programme.catalogue import (
    Group,
)
from convene.programme.forms.fields import revision_in
from convene.web.fields import (
    LineField,
    WordField,
)
from convene.web.forms import Form


class PublishAgenda(Form):
    """Publish the draft as it was when the page was opened, and tell those whom it concerns.

    The page asks only of groups in which there is somebody to tell.
    """

    note = LineField(
        _("What you say about it"),
        most=300,
        description=_("One sentence for readers, beside the number of the version: “One session moved.”"),
    )
    tells_on_stage = BooleanField(_("People on stage of sessions that change"))
    tells_signed_up = BooleanField(_("People signed up for a session that changes"))
    tells_everybody = BooleanField(_("Everybody who is registered"))
    word = WordField(description=_("It stands below the changes, as words of the organisers, as you type it."))
    #: The groups that the page asked of: whoever is new among those concerned has not been left out by anybody.
    asked_of = HiddenField()
    revision = HiddenField()
    frame_seen = HiddenField()

    @property
    def revision_seen(self) -> int:
        return revision_in(self.revision.data)

    @property
    def boxes(self) -> dict[Group, BooleanField]:
        """The box of each group, in the order of the page."""
        return {
            Group.ON_STAGE: self.tells_on_stage,
            Group.SIGNED_UP: self.tells_signed_up,
            Group.EVERYBODY: self.tells_everybody,
        }

    def ask_of(self, groups: Collection[Group]) -> None:
        """Ask of these groups, and of no other. One of which the page has not asked before begins as ticked if it has
        something to do with what changes; what somebody has said of the others stays."""
        before = set((self.asked_of.data or "").split(","))
        for group, box in self.boxes.items():
            if group not in groups:
                box.data = False
            elif group.value not in before:
                box.data = group is not Group.EVERYBODY
        self.asked_of.data = ",".join(sorted(groups))

    @property
    def groups(self) -> frozenset[Group]:
        """The groups that are ticked."""
        return frozenset(group for group, box in self.boxes.items() if box.data)
