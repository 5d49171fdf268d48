"""How many warnings there are, in words."""

from collections.abc import Sequence

from flask_babel import ngettext

from convene.programme.rules.slots import AgendaWarning
from convene.web.languages import join_words


def count_words(warnings: Sequence[AgendaWarning]) -> str:
    """ "1 time that does not exist, 3 clashes and 2 hints"; nothing where there are none."""
    blocks = sum(one.blocks for one in warnings)
    hints = sum(one.advises for one in warnings)
    clashes = len(warnings) - blocks - hints
    return join_words(
        [
            words
            for count, words in (
                (blocks, ngettext("%(num)s time that does not exist", "%(num)s times that do not exist", blocks)),
                (clashes, ngettext("%(num)s clash", "%(num)s clashes", clashes)),
                (hints, ngettext("%(num)s hint", "%(num)s hints", hints)),
            )
            if count
        ]
    )
