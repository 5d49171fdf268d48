"""A page that asks before it acts."""

from convene.web.forms import Form


class OneButton(Form):
    """A page that asks before it acts: nothing is answered but by pressing its button."""
