from convene.breakouts.catalogue import MOST_GROUPS, MOST_ROUNDS
from convene.errors import ChangedMeanwhile, Refused
from convene.sentences import says, says_one_or_many


class SplitsAlready(Refused):
    """Somebody else has set the groups of this session up meanwhile."""

    status = 409

    def __init__(self) -> None:
        super().__init__(says("This session splits into groups already. Look at these, and change them."))


class NotForABreak(Refused):
    """A break, or a session that was withdrawn, does not split into groups."""

    def __init__(self) -> None:
        super().__init__(says("A break or a cancelled session does not split into groups. Choose another session."))


class TooManyRounds(Refused):
    field = "rounds"

    def __init__(self) -> None:
        super().__init__(says("Enter a number of rounds from 1 to %(most)s.", most=MOST_ROUNDS))


class TooManyGroups(Refused):
    field = "groups"

    def __init__(self) -> None:
        super().__init__(says("Name from 1 to %(most)s groups, one in each line.", most=MOST_GROUPS))


class MoreRoundsThanGroups(Refused):
    """Nobody can visit another group each time where there are fewer groups than rounds."""

    field = "rounds"

    def __init__(self, groups: int) -> None:
        super().__init__(
            says_one_or_many(
                "Nobody can come to another group in each round: there is only one. Take one round, or add groups.",
                "Nobody can come to another group in each round: there are only %(count)s. Take fewer rounds, or add "
                "groups.",
                groups,
            )
        )


class RoundHasBegun(Refused):
    """Nobody is moved in a round that people sit in."""

    status = 409

    def __init__(self) -> None:
        super().__init__(says("This round has begun: nobody is moved in it any more. Move them in the next one."))


class NobodyToSeat(Refused):
    def __init__(self) -> None:
        super().__init__(says("Nobody has a place at this session yet. Groups can be proposed once people have."))


class NoGroupsYet(Refused):
    def __init__(self) -> None:
        super().__init__(says("There are no groups yet. Add one first."))


class AllRoundsHaveBegun(Refused):
    status = 409

    def __init__(self) -> None:
        super().__init__(says("All rounds have begun: there is nothing left to arrange."))


class GroupsAreBeingWorkedOut(Refused):
    """One at a time: two would each put people where the other does not know of."""

    status = 409

    def __init__(self) -> None:
        super().__init__(says("Groups are being worked out. Wait for it, or stop it, and ask again then."))


class SeatsChangedMeanwhile(Refused):
    """Somebody else has moved the same person meanwhile."""

    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            says("Somebody has moved %(name)s meanwhile. Look where they are now, and move them then.", name=name)
        )


class NothingToUndo(Refused):
    status = 409

    def __init__(self) -> None:
        super().__init__(says("There is nothing to undo any more."))


class GroupsChangedMeanwhile(Refused):
    """What would be shown is not what whoever shows it has seen."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            says(
                "Somebody changed the groups since you opened this page. Look at them, and show them to everybody then."
            )
        )


class NoGroupOpen(Refused):
    """Everybody from whom they must be apart sits in every group."""

    def __init__(self, name: str) -> None:
        super().__init__(
            says(
                "No group is open to %(name)s by what must hold. Whoever arranges the groups can move them by hand.",
                name=name,
            )
        )


class NotExpectedHere(Refused):
    """Somebody has a place at the event, and takes no part in this session."""

    def __init__(self, name: str) -> None:
        super().__init__(
            says("%(name)s takes no part in this session. Sign them up for it first, and seat them then.", name=name)
        )


class ConfidentialRulesAreTheLeads(Refused):
    """Whoever wrote a confidential rule may not keep such rules any more; it is not saved for all to read."""

    def __init__(self) -> None:
        super().__init__(
            says("Only the safeguarding lead keeps confidential rules. Ask them to write it; nothing was saved.")
        )


class NotLeadingIsSeen(Refused):
    """Who leads a group is read by everybody, and so is who does not."""

    field = "is_confidential"

    def __init__(self) -> None:
        super().__init__(says("Who leads a group is seen by everybody, and so is who does not: take the mark out."))


class PairContradicts(Refused):
    """The same two people cannot sit together and apart."""

    field = "people"

    def __init__(self, kind: str) -> None:
        said = {
            "together": says("Two of them must sit apart by another rule. Remove that first."),
            "apart": says("Two of them must sit together by another rule. Remove that first."),
        }
        super().__init__(said[kind])


class MayNotLead(Refused):
    """Organisers have said of somebody that they lead no group and report for none."""

    def __init__(self, name: str, field: str) -> None:
        super().__init__(
            says("%(name)s does not lead a group here, and reports for none. Choose somebody else.", name=name)
        )
        self.field = field


class LeadsAlready(Refused):
    """Somebody of whom a rule shall say that they lead no group leads one."""

    field = "people"

    def __init__(self, name: str, group: str) -> None:
        super().__init__(
            says(
                "%(name)s leads “%(group)s”, or reports for it. Choose somebody else there first.",
                name=name,
                group=group,
            )
        )


class NobodyToReport(Refused):
    """A rapporteur is chosen from those who sit in the group."""

    def __init__(self) -> None:
        super().__init__(
            says("Every group has a rapporteur, or nobody sits in it yet. Propose groups first, or choose by hand.")
        )


class PairNeedsTwo(Refused):
    field = "people"

    def __init__(self) -> None:
        super().__init__(says("Choose two different people at least."))


class GroupHasPeople(Refused):
    """A group that people were shown is not removed from under them."""

    def __init__(self, name: str) -> None:
        super().__init__(says("People sit in “%(name)s”. Move them first, and remove it then.", name=name))


class TwoGroupsAlike(Refused):
    """A question offers each group once."""

    def __init__(self) -> None:
        super().__init__(says("Two groups are called the same. Give them names of their own, and ask then."))


class NoWishesNow(Refused):
    status = 409

    def __init__(self) -> None:
        super().__init__(says("Wishes are not taken any more: ask the organisers."))


class CardChangedMeanwhile(ChangedMeanwhile):
    """Two phones write in one field of a card."""

    def __init__(self) -> None:
        Refused.__init__(
            self, says("Somebody else wrote on this card meanwhile. Both texts are below: put them together, and save.")
        )


class EmptyCardIsNotReady(Refused):
    field = "is_ready"

    def __init__(self) -> None:
        super().__init__(says("The card is empty. Write on it first, and say then that it is ready."))


class CardsAreClosed(Refused):
    """What does not take place is not reported of."""

    def __init__(self) -> None:
        super().__init__(says("This session is cancelled: nothing more is written on its cards."))
