"""What can be let go where no agenda is possible, and what was let go: the words on buttons, and beside a proposal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from convene.programme.conditions import SessionRule
from convene.programme.loosening import Loosened, Loosening
from convene.programme.planning import Wishes, loosened
from convene.programme.structure import Structure
from convene.web.languages import clock_time, join_words


@dataclass(frozen=True, slots=True)
class WaysOut:
    """Words for what is let go of a question: the draft, what people are called, the rules between sessions."""

    structure: Structure
    names: Mapping[UUID, str]
    rules: Mapping[UUID, SessionRule]

    def buttons(self, keys: Iterable[str], wishes: Wishes) -> list[tuple[str, str]]:
        """For each that helps its key, and what its button says."""
        return [(one.key, self._button(one, wishes)) for one in _known(keys)]

    def let_go(self, keys: Iterable[str]) -> list[str]:
        """What did not count when something was worked out, each in a sentence."""
        return [self._sentence(one) for one in _known(keys)]

    def _button(self, one: Loosened, wishes: Wishes) -> str:
        name, after = self._name(one), loosened(wishes, one)
        words: dict[Loosening, str] = {
            Loosening.PIN: _("Let “%(name)s”, which is pinned, be moved", name=name),
            Loosening.TIME: _("Let “%(name)s” be at any time on any day", name=name),
            Loosening.ROOM: _("Let “%(name)s” be in any room", name=name),
            Loosening.RULE: _("Forget the rule between %(names)s", names=name),
            Loosening.SESSION: _("Leave “%(name)s” without a place", name=name),
            Loosening.THERE: _("Plan as if %(name)s could be there all the time", name=name),
            Loosening.PERSON: _("Plan as if %(name)s were not on stage", name=name),
            Loosening.PAUSE: _("Leave no pause between sessions"),
            Loosening.STEP: _("Let sessions begin every five minutes"),
            Loosening.EARLIER: _("Begin the days at %(time)s", time=clock_time(after.from_time)),
            Loosening.LATER: _("Let the days last until %(time)s", time=clock_time(after.until_time)),
            Loosening.MORE: _("Let sessions that have a place be moved too"),
        }
        return words[one.kind]

    def _sentence(self, one: Loosened) -> str:
        name = self._name(one)
        words: dict[Loosening, str] = {
            Loosening.PIN: _("“%(name)s” may be moved, though it is pinned.", name=name),
            Loosening.TIME: _("“%(name)s” may be at any time on any day.", name=name),
            Loosening.ROOM: _("“%(name)s” may be in any room.", name=name),
            Loosening.RULE: _("The rule between %(names)s does not count.", names=name),
            Loosening.SESSION: _("“%(name)s” stays without a place.", name=name),
            Loosening.THERE: _("It is planned as if %(name)s could be there all the time.", name=name),
            Loosening.PERSON: _("It is planned as if %(name)s were not on stage.", name=name),
        }
        return words.get(one.kind, "")

    def _name(self, one: Loosened) -> str:
        """What it is about: a session, somebody, the sessions of a rule; "" where that is gone."""
        titles = {each.id: each.title for each in self.structure.sessions}
        if one.about is None:
            return ""
        if one.kind in {Loosening.PERSON, Loosening.THERE}:
            return self.names.get(one.about, "")
        if one.kind is Loosening.RULE:
            rule = self.rules.get(one.about)
            return join_words([f"“{titles[each]}”" for each in rule.session_ids if each in titles]) if rule else ""
        return titles.get(one.about, "")


def _known(keys: Iterable[str]) -> list[Loosened]:
    return [one for one in map(Loosened.from_key, keys) if one is not None]
