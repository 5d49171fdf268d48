from datetime import datetime

from convene.errors import Refused
from convene.sentences import Sentence, says, says_one_or_many


class AgendaChangedMeanwhile(Refused):
    """The draft is not the one that the organiser has seen and meant to publish."""

    def __init__(self) -> None:
        super().__init__(
            says("Somebody changed the agenda since you opened this page. Look at what would change, and publish then.")
        )


class NothingToPlan(Refused):
    """Every session that may be moved has its place."""

    field = "scope"

    def __init__(self) -> None:
        super().__init__(says("Every session has a place. Choose what else may be moved, or add a session first."))


class RuleNeedsTwoSessions(Refused):
    """A rule says what sessions have to do with each other."""

    field = "sessions"

    def __init__(self) -> None:
        super().__init__(says("Choose two different sessions at least: a rule is between them."))


class ProposalUnderWay(Refused):
    """One proposal at a time: two would each plan around what the other moves."""

    status = 409

    def __init__(self) -> None:
        super().__init__(says("A proposal is being worked out. Wait for it, or stop it, and ask again then."))


class NoProposalToUse(Refused):
    """It was used, dropped or stopped meanwhile."""

    status = 409

    def __init__(self) -> None:
        super().__init__(says("This proposal is not open any more: it was used or left meanwhile."))


class DraftChangedSinceAsked(Refused):
    """The draft is not the one that the proposal was made for: sessions could clash that did not then."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            says("Somebody changed the draft since this proposal was asked for, so it may not fit any more. Ask again.")
        )


class DayMovedMeanwhile(Refused):
    """Sessions of the day do not stand where they stood on the page on which somebody chose to move them."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            says(
                "Nothing was moved: somebody changed this day since you opened the page. Look at how it is now, and "
                "press once more if you still mean it."
            )
        )


class DraftChangedBesides(Refused):
    """Of a draft that shall go out as a whole more was changed than its organiser has seen."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            says(
                "Nothing was moved: somebody changed the draft since you opened the page, and it would have gone out "
                "too. Look at the list below, and press once more if you still mean it."
            )
        )


class NothingToMove(Refused):
    """The session is gone, the day is over, or all that follows can keep its time."""

    status = 409

    def __init__(self) -> None:
        super().__init__(says("Nothing has to move: what follows can keep its time."))


class CannotBeMoved(Refused):
    """A move of the day by which a session would stand at a time that is none of its own."""

    status = 409

    def __init__(self, reason: Sentence) -> None:
        super().__init__(says("It cannot be moved like this. %(reason)s", reason=reason))


class NotPublishedAlone(Refused):
    """Readers see other times of this day than the draft says: a move of it cannot go out by itself."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            says(
                "Nothing was moved: readers see this day otherwise than the draft has it, so the move cannot go out "
                "alone. Publish the draft as a whole, or move in the draft only."
            )
        )


class MovedTooLate(Refused):
    """What was looked at a while ago says nothing of now."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            says("Nothing was moved: this page was open for a while. Look at how it would be now, and press once more.")
        )


class AlreadyTakenBack(Refused):
    """A move of the day was taken back meanwhile."""

    status = 409

    def __init__(self) -> None:
        super().__init__(says("This was taken back already."))


class UnplacedTime(Refused):
    """A time that the clocks of the place skip in spring."""

    field = "starts"

    def __init__(self, begin: datetime, end: datetime) -> None:
        super().__init__(
            says(
                "This time does not exist: that night the clocks go from %(begin)s to %(end)s. Choose another.",
                begin=f"{begin:%H:%M}",
                end=f"{end:%H:%M}",
            )
        )


class DayBesideTheEvent(Refused):
    """A day that is not one of the event's."""

    field = "day"

    def __init__(self) -> None:
        super().__init__(says("Choose one of the days of the event."))


class SessionWasPublished(Refused):
    """People know it, it is in calendars."""

    def __init__(self) -> None:
        super().__init__(says("People have seen this session. Withdraw it: it stays, marked as cancelled."))


class TrackNameIsTaken(Refused):
    """The agenda has a track of this name."""

    field = "name"

    def __init__(self) -> None:
        super().__init__(says("There is a track of this name. Give this one another."))


class CannotBePublished(Refused):
    """The agenda has something that would be wrong in every calendar."""

    def __init__(self, count: int, first: Sentence) -> None:
        super().__init__(
            says_one_or_many(
                "One thing keeps the agenda from being published: %(first)s",
                "%(count)s things keep the agenda from being published. The first: %(first)s",
                count,
                first=first,
            )
        )


class NothingToPublish(Refused):
    """There is no session with a time."""

    def __init__(self) -> None:
        super().__init__(says("No session has a time yet. Place one, then publish."))


class ScheduleHasNoSessions(Refused):
    """A file in which no session could be read."""

    field = "file"

    def __init__(self) -> None:
        super().__init__(says("There is no session in this file. Choose another, or export it again."))


class ScheduleIsTooLarge(Refused):
    """A file with more of something than any convening has. The sentence says of what."""

    field = "file"

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)


class ScheduleSaysNoZone(Refused):
    """A file from which the time zone of the place cannot be learned."""

    field = "zone"

    def __init__(self) -> None:
        super().__init__(says("The file does not say in which time zone it is. Name the zone, like Europe/Berlin."))


class UnknownZone(Refused):
    """A name that is not in the time zone database, or not that of a place: CET, Etc/GMT+5."""

    field = "zone"

    def __init__(self, zone: str) -> None:
        super().__init__(says("%(zone)s is not the time zone of a place. Write one like Europe/Berlin.", zone=zone))


class NameIsShared(Refused):
    """Several people on the team's stages have the name that was typed."""

    def __init__(self, name: str, affiliations: list[str]) -> None:
        super().__init__(
            says(
                "Several people are called %(name)s. Say for whom the one you mean speaks: %(affiliations)s.",
                name=name,
                affiliations=", ".join(affiliations),
            )
            if affiliations
            else says("Several people are called %(name)s. Give them affiliations, to tell them apart.", name=name)
        )


class RowsAreUnread(Refused):
    """Rows of a table cannot be understood, and nobody said that they shall be left out."""

    field = "leaves_out"

    def __init__(self, count: int) -> None:
        super().__init__(
            says_one_or_many(
                "One row cannot be read yet. Correct it, or say that it shall be left out.",
                "%(count)s rows cannot be read yet. Correct them, or say that they shall be left out.",
                count,
            )
        )


class TooManyMaterials(Refused):
    """A session has more materials than anybody looks through."""

    def __init__(self, most: int) -> None:
        super().__init__(
            says("A session has %(most)s materials at most. Remove one, or put several into one file.", most=most)
        )


class NotAWebAddress(Refused):
    """A link that leads to no page: `javascript:` is one, too."""

    field = "url"

    def __init__(self) -> None:
        super().__init__(says("Enter a web address that begins with https://"))


class SaysNoTime(Refused):
    """Available from a time that is not said."""

    field = "available_day"

    def __init__(self) -> None:
        super().__init__(says("Say from when on it can be fetched: the day and the time."))


class EventIsOver(Refused):
    """What was said of somebody on stage stays as it is."""

    def __init__(self) -> None:
        super().__init__(says("The event is over. What is said here stays; the organisers can still correct it."))


class AnotherPicture(Refused):
    """The picture of which a part was chosen is not the one that is there."""

    def __init__(self) -> None:
        super().__init__(says("There is another picture meanwhile. Look at it and choose its part."))


class TooManyOfYours(Refused):
    """One person on stage has given a session more than anybody fetches."""

    def __init__(self, most: int) -> None:
        super().__init__(
            says("You have added %(most)s materials to this session, which is the most. Remove one first.", most=most)
        )


class HiddenByOrganisers(Refused):
    """What an organiser took off the pages comes back by an organiser alone."""

    def __init__(self) -> None:
        super().__init__(says("The organisers have hidden this. Ask them to show it again."))


class TooLateForMaterials(Refused):
    """Those on stage can send slides for some weeks after an event, and no longer."""

    def __init__(self) -> None:
        super().__init__(
            says("The event has been over for long, and nothing can be added any more. The organisers still can.")
        )


class NobodyToMail(Refused):
    """Everybody who was on the list has been asked, has answered or is needed no more, meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            says("Nobody was mailed: all of them were asked, have answered or are in no session any more.")
        )


class TooManyStars(Refused):
    """Nobody goes to as many sessions; a program might."""

    def __init__(self) -> None:
        super().__init__(says("You have starred 500 sessions, and that is the most. Take a star away first."))
