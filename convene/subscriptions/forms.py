from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import HiddenField, RadioField, SearchField, SelectChoice

from convene.events.models import Series
from convene.subscriptions.models import Subscription
from convene.web.fields import AddressField, ManyField, WordField, answered
from convene.web.forms import Form


class Follow(Form):
    """Hear about the next edition of one series."""

    email = AddressField(
        _("E-mail address"), [answered(_("Enter your e-mail address"))], render_kw={"autocomplete": "email"}
    )


class FollowSome(Follow):
    """The same, of several series."""

    series = ManyField(_("What do you want to hear about?"), [answered(_("Tick at least one series"))])

    def __init__(self, offered: Sequence[Series], ticked: Sequence[str]) -> None:
        # Before the fields are filled: a choice that was sent is checked against these.
        super().__init__(data={"series": [each.slug for each in offered if each.slug in ticked]})
        self.series.choices = [SelectChoice(each.slug, each.title) for each in offered]


class ConfirmSome(Form):
    """Which of the series that were asked for."""

    series = ManyField(_("You will hear about"), [answered(_("Tick at least one series, or close this page"))])

    def __init__(self, asked: Sequence[tuple[Subscription, Series]]) -> None:
        super().__init__(data={"series": [str(row.id) for row, _series in asked]})
        self.series.choices = [SelectChoice(str(row.id), series.title) for row, series in asked]

    @property
    def chosen_ids(self) -> list[UUID]:
        return [UUID(each) for each in self.series.data]


class RemoveSeries(Form):
    """One of the series that no event belongs to. `seen` marks whose followers are known to be forgotten."""

    series = RadioField(_("Series"), [answered(_("Choose a series"))])
    seen = HiddenField()

    def __init__(self, series: Sequence[Series], followers: Mapping[UUID, int]) -> None:
        super().__init__()
        self.series.choices = [SelectChoice(str(one.id), _with_number(one, followers.get(one.id, 0))) for one in series]


def _with_number(series: Series, followers: int) -> str:
    if not followers:
        return series.title
    number = ngettext("%(num)s person follows it", "%(num)s people follow it", followers)
    return f"{series.title} · {number}"


class Announce(Form):
    """What the organisers add to the mail."""

    word = WordField(description=_("It stands below the day and the place, as you type it."))


class Search(Form):
    """Which followers the list shows."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(_("Address"))

    def __init__(self, **given: Any) -> None:
        super().__init__(formdata=None, **given)
