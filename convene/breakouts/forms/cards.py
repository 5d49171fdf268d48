"""The card on which a group reports."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField

from convene.breakouts.catalogue import LONGEST_LINE, LONGEST_TEXT
from convene.breakouts.structure import Card, CardText
from convene.web.fields import LineField, TextField
from convene.web.forms import Form
from convene.web.meanwhile import mark_of


class CardForm(Form):
    """What the others shall hear of a group. Nothing must be answered: it is saved as it is typed."""

    takeaway_1 = TextField(_("First takeaway"), most=LONGEST_TEXT)
    takeaway_2 = TextField(_("Second takeaway"), most=LONGEST_TEXT)
    takeaway_3 = TextField(_("Third takeaway"), most=LONGEST_TEXT)
    agreed = TextField(_("What you agreed on"), most=LONGEST_TEXT)
    not_agreed = TextField(_("What you did not agree on"), most=LONGEST_TEXT)
    open_question = TextField(_("A question that stays open"), most=LONGEST_TEXT)
    action = TextField(_("What should be done next"), most=LONGEST_TEXT)
    action_owner = LineField(
        _("Who takes it on"), most=LONGEST_LINE, description=_("A name or an organisation, as the others know it.")
    )
    is_ready = BooleanField(
        _("This card is ready"), description=_("The facilitator sees it. You can still change the card.")
    )
    seen = HiddenField()

    @property
    def text(self) -> CardText:
        """What was typed."""
        return CardText(**{name: self[name].data for name in CardText().said()})


def card_form(card: Card) -> CardForm:
    """The form of a card, as it stands."""
    return CardForm(data={**card.text.said(), "seen": mark_of(card.text.said())})
