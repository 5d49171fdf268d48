"""Refusals: what a use case says when it will not do what it was asked.

A refusal is expected; it is named after the fact (`RegistrationClosed`) and carries the sentence that the person
reads. `web.errors` shows it beside the field it names, or as a page of its own. Everything else is a bug and a 500.
"""

from convene.sentences import Sentence, says


class Refused(Exception):
    """The base of every feature's refusals.

    `sentence` is what the person reads, `field` the form field it speaks of (None: the whole page),
    `status` the HTTP status of a page that shows nothing else, `way_on` the button there: its words, and the name of
    the page that it leads to.
    """

    status = 409
    field: str | None = None
    way_on: tuple[Sentence, str] | None = None

    def __init__(self, sentence: Sentence, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        if field is not None:
            self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class NotFound(Refused):
    """What was asked for is not there, or not there for this reader: the two are never told apart."""

    status = 404

    def __init__(self) -> None:
        super().__init__(says("There is nothing at this address."))


class NotAllowed(Refused):
    """The reader is known, and this is not theirs to do."""

    status = 403

    def __init__(self) -> None:
        super().__init__(says("Your role does not allow this. Ask an owner of the event."))


class ChangedMeanwhile(Refused):
    """Somebody changed this thing while it was being edited (`web.meanwhile`)."""

    def __init__(self, name: str) -> None:
        super().__init__(
            says("Somebody changed “%(name)s” while you were editing it. Compare, then save again.", name=name)
        )
