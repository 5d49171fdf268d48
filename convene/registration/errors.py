from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from convene.calendar.rules import Span
from convene.errors import Refused
from convene.registration.catalogue import Closed, ReasonClosed
from convene.sentences import Sentence, says, says_one_or_many


class RegistrationClosed(Refused):
    """The event takes no registrations now. `reason` says why."""

    def __init__(self, reason: ReasonClosed) -> None:
        super().__init__(sentence_for(reason))
        self.reason = reason


def sentence_for(reason: ReasonClosed) -> Sentence:
    """Why an event takes no registrations, as its visitors read it."""
    match reason.why:
        case Closed.DRAFT:
            return says("This event is being prepared. Nobody can register yet.")
        case Closed.CANCELLED:
            return says("This event is cancelled: it does not take place. Nobody can register.")
        case Closed.ARCHIVED | Closed.OVER:
            return says("This event is over.")
        case Closed.BY_INVITATION:
            return says("This event is by invitation: its organisers know who comes, and nobody registers.")
        case Closed.WITHOUT_INVITATION:
            return says(
                "Registration is for those with an invitation or a code. Open the link that you were given, "
                "or ask the organisers."
            )
        case Closed.NOTHING_FOR_THEM:
            return says("What your invitation or code is for is not offered any more. Ask the organisers.")
        case Closed.SWITCHED_OFF:
            return says("Registration is not open.")
        case Closed.NOT_YET:
            return says("Registration opens on %(day)s at %(time)s.", **_said(reason))
        case Closed.NO_LONGER:
            return says("Registration closed on %(day)s at %(time)s.", **_said(reason))


def _said(reason: ReasonClosed) -> dict[str, object]:
    assert reason.at is not None, reason
    return {"day": reason.at.date(), "time": reason.at.time()}


class EventFull(Refused):
    """All places are taken. Said to everybody alike, whether or not their address is registered."""

    def __init__(self, places: int) -> None:
        super().__init__(
            says_one_or_many("The only place is taken.", "All %(count)s places are taken.", places)
            if places
            else says("There are no places.")
        )


class RegistrationIsCancelled(Refused):
    """It was cancelled; what was answered is no longer changed."""

    def __init__(self) -> None:
        super().__init__(says("This registration is cancelled. To come after all, register again."))


class NothingToCorrect(Refused):
    """Organisers correct what those told who mean to come. This registration is cancelled, or was declined."""

    def __init__(self) -> None:
        super().__init__(says("They do not come any more: their registration has ended, and nothing of it is changed."))


class ClosesBeforeItOpens(Refused):
    """The closing time is not after the opening time."""

    field = "closes_local"

    def __init__(self) -> None:
        super().__init__(says("Registration must close after it opens."))


class NoSuchTime(Refused):
    """A wall time that the clocks of the event leave out, in the night when summer time begins."""

    def __init__(self, field: str) -> None:
        super().__init__(
            says("Clocks go forward in that night, and this time does not come. Choose another."), field=field
        )


class KeptForAGroup(Refused):
    """What is free is kept for a group to which the person does not belong."""

    def __init__(self) -> None:
        super().__init__(says("All places that are open to everybody are taken."))


class TicketFull(Refused):
    """All places of one way of taking part are taken."""

    field = "ticket"

    def __init__(self, name: str) -> None:
        super().__init__(says("“%(name)s” is full. Choose another way of taking part.", name=name))


class TicketNotOffered(Refused):
    """A way of taking part that is not for everybody, or is none of this event."""

    field = "ticket"

    def __init__(self) -> None:
        super().__init__(says("Choose how you take part from the list."))


class OptionFull(Refused):
    """An answer whose places are all taken. `option_id` says which."""

    def __init__(self, option_id: UUID) -> None:
        super().__init__(says("One of the answers that you chose is full by now. Choose another."))
        self.option_id = option_id


class TooFewPlaces(Refused):
    """Several people were registered in one go, and there are not enough places for them."""

    def __init__(self, free: int) -> None:
        super().__init__(
            says_one_or_many(
                "Only 1 place is free. Register fewer people.",
                "Only %(count)s places are free. Register fewer people.",
                free,
            )
        )


class TooManyTogether(Refused):
    """More people in one go than the organisers allow."""

    def __init__(self, most: int) -> None:
        super().__init__(
            says_one_or_many(
                "Only 1 person can be registered in one go.",
                "At most %(count)s people can be registered in one go. Register the others afterwards.",
                most,
            )
        )


class OthersWait(Refused):
    """The event has begun, so that nobody in line is offered anything: what is free is not for who comes after them."""

    def __init__(self) -> None:
        super().__init__(
            says(
                "The event has begun, and others wait for the places that are free. Come to the door: "
                "it lets people in as long as there is room."
            )
        )


class SubmissionUnknown(Refused):
    """A form that cannot be told from others: sent twice, it could not be known as one."""

    def __init__(self) -> None:
        super().__init__(says("This form did not arrive as it was sent. Look through it, and send it once more."))


class SamePersonTwice(Refused):
    """Of several people in one go two are one: one address, or one name without an address."""

    def __init__(self) -> None:
        super().__init__(says("Two of them have the same address, or the same name. Name each person once."))


class CodeNotKnown(Refused):
    """No code of the event, or one that has run out: said alike, so that nobody learns codes by trying."""

    field = "code"

    def __init__(self) -> None:
        super().__init__(says("This code is not valid here. Check it, or ask who gave it to you."))


class CodeUsedUp(Refused):
    """A code that has been used as often as it may be."""

    field = "code"

    def __init__(self) -> None:
        super().__init__(says("This code has been used as often as it may be. Ask who gave it to you for another."))


class InvitationIsOver(Refused):
    """The invitation was taken back, or its link was renewed."""

    def __init__(self) -> None:
        super().__init__(says("This invitation is no longer valid. Ask the organisers."))


class InvitationIsUsed(Refused):
    """Somebody has registered by this invitation. It is for one person."""

    def __init__(self) -> None:
        super().__init__(says("This invitation has been used. The link to the place was mailed to whoever registered."))


class OfferHasEnded(Refused):
    """The place is no longer held: the time is over, or it was answered before."""

    def __init__(self) -> None:
        super().__init__(says("This place is no longer held for you."))


class NothingToDecide(Refused):
    """Somebody else was quicker: none of them is still to be decided."""

    def __init__(self) -> None:
        super().__init__(says("These registrations are decided already. Look at the list again."))


class NotEnoughPlaces(Refused):
    """More were to be approved than there are places, and nobody can wait. `why` says what is full."""

    def __init__(self, name: str, why: Sentence) -> None:
        super().__init__(
            says(
                "There is no place for %(name)s. %(why)s Approve fewer, raise the places, or admit them beyond the "
                "places.",
                name=name,
                why=why,
            )
        )


class ChangesAreClosed(Refused):
    """The time for changing answers is over."""

    def __init__(self, at: datetime) -> None:
        super().__init__(
            says(
                "Answers could be changed until %(day)s at %(time)s. Write to the organisers.",
                day=at.date(),
                time=at.time(),
            )
        )


class TransferNotAllowed(Refused):
    """The organisers have not allowed that places go from one person to another."""

    def __init__(self) -> None:
        super().__init__(says("A place at this event cannot be passed on. Cancel it, and the next in line gets it."))


class AddressIsTaken(Refused):
    """Somebody else has registered with this address, or the same person has another time."""

    status = 409

    def __init__(self) -> None:
        super().__init__(says("Somebody is registered with this address. Cancel one of the two, then try again."))


class PassedOnToOneself(Refused):
    """The holder of a place names themselves as whoever shall have it."""

    field = "email"

    def __init__(self) -> None:
        super().__init__(says("The place is yours already. Enter the address of somebody else."))


class ArrivedAlready(Refused):
    """Who has been checked in has used their place."""

    def __init__(self) -> None:
        super().__init__(says("You have been checked in. A place that is used cannot be passed on."))


class IsRegisteredAlready(Refused):
    """Organisers name somebody who has a place."""

    field = "email"

    def __init__(self) -> None:
        super().__init__(says("Somebody is registered with this address already."))


class NameOfTicketTaken(Refused):
    """Two ways of taking part of one name could not be told apart."""

    field = "name"

    def __init__(self, name: str) -> None:
        super().__init__(says("There is “%(name)s” already. Choose another name.", name=name))


class NameOfGroupTaken(Refused):
    """Two groups of one name could not be told apart."""

    field = "name"

    def __init__(self, name: str) -> None:
        super().__init__(says("Places are kept for “%(name)s” already. Choose another name.", name=name))


class CodeTaken(Refused):
    """The event has this code already."""

    field = "code"

    def __init__(self) -> None:
        super().__init__(says("This event has that code already. Choose another."))


class CodeTooShort(Refused):
    """A code that somebody could guess."""

    field = "code"

    def __init__(self) -> None:
        super().__init__(says("Enter at least six letters and digits, or leave it empty and one is made."))


class NobodyToMail(Refused):
    """All of them have answered, or were asked already."""

    def __init__(self) -> None:
        super().__init__(says("There is nobody to mail: all of them were asked already, or have answered."))


class DatesAreCertain(Refused):
    """The days of an event are held before there is an agenda, and by a page that everybody may open."""

    def __init__(self) -> None:
        super().__init__(
            says("Dates are held while the event is public and its agenda is not: publish the event first. Once the "
                 "agenda is public, calendars have that.")
        )  # fmt: skip


class NotAdmitted(Refused):
    """Somebody at the door has no place: cancelled, declined, still waiting."""

    def __init__(self) -> None:
        super().__init__(says("They have no place at this event now."))


class NotSignedUp(Refused):
    """Somebody at the door of a session has a place at the event, and has not signed up for this session."""

    def __init__(self) -> None:
        super().__init__(says("They have not signed up for this session."))


class PaperNotGiven(Refused):
    """The event writes no such paper."""

    def __init__(self) -> None:
        super().__init__(says("This event does not give this paper. Ask its organisers."))


class DidNotCome(Refused):
    """A certificate of attendance is for those who came."""

    def __init__(self) -> None:
        super().__init__(says("You are not noted as having come. If you did, ask the organisers."))


class TooEarlyForCertificates(Refused):
    """A certificate says that somebody took part in all of an event."""

    def __init__(self, last_day: date) -> None:
        super().__init__(says("The certificate is here from %(day)s on, the last day of the event.", day=last_day))


class PeopleChangedMeanwhile(Refused):
    """Between looking at a list and bringing it in somebody registered, cancelled or was changed."""

    def __init__(self) -> None:
        super().__init__(
            says(
                "Somebody registered, or was changed, while you looked at this list. Look once more, then bring it in."
            )
        )


class ListTooLong(Refused):
    """More people than are brought in at once."""

    field = "file"

    def __init__(self, most: int) -> None:
        super().__init__(says("The list has more than %(most)s people. Divide it.", most=most))


class NobodyInTheList(Refused):
    """A file or a pasted text in which nobody can be found."""

    field = "file"

    def __init__(self) -> None:
        super().__init__(
            says("No people were found: no heading such as Name or E-mail, and no addresses. Write a line of headings.")
        )


class RowsOfPeopleUnread(Refused):
    """Rows that cannot be read would be left out, and nobody said that they may be."""

    field = "leaves_out"

    def __init__(self, count: int) -> None:
        super().__init__(
            says_one_or_many(
                "%(count)s row could not be read. Correct it, or tick that it is left out.",
                "%(count)s rows could not be read. Correct them, or tick that they are left out.",
                count,
            )
        )


class RowsOfInviteesUnread(Refused):
    """Some of those who were listed cannot be invited, and nobody is put on the list."""

    def __init__(self, count: int) -> None:
        super().__init__(
            says_one_or_many(
                "%(count)s row cannot be read. Correct it, and nobody is lost.",
                "%(count)s rows cannot be read. Correct them, and nobody is lost.",
                count,
            ),
            field="people",
        )


class ImportWasMailed(Refused):
    """Those who came by an import were told that they have a place."""

    def __init__(self) -> None:
        super().__init__(
            says(
                "Those who came with this list were told by mail. Cancel whoever shall not come: they get a mail, too."
            )
        )


class ImportIsTakenBack(Refused):
    """There is nothing left to take back."""

    def __init__(self) -> None:
        super().__init__(says("This list is taken back already."))


class NobodyIsMeant(Refused):
    """Nobody is ticked, or nobody is left whom the list shows."""

    def __init__(self) -> None:
        super().__init__(says("Nobody is chosen. Tick somebody in the list, or choose all whom it shows."))


class NoSuchTag(Refused):
    """The tag is gone."""

    field = "tag"

    def __init__(self) -> None:
        super().__init__(says("This tag is gone. Choose another one."))


class TagHasNoName(Refused):
    """A tag without a word could not be found again."""

    field = "new_tag"

    def __init__(self) -> None:
        super().__init__(says("Write the name of the tag, then give it to them."))


class UndoneAlready(Refused):
    """Somebody was quicker."""

    def __init__(self) -> None:
        super().__init__(says("This is undone already."))


class TooManyViews(Refused):
    """A menu of lists that nobody would find anything in."""

    field = "name"

    def __init__(self, most: int) -> None:
        super().__init__(says("You have %(most)s lists at this event. Delete one, then save this.", most=most))


class UnknownPlaceholders(Refused):
    """Words in braces that nothing stands for."""

    def __init__(self, name: str, known: str, field: str) -> None:
        super().__init__(
            says(
                "“%(name)s” stands for nothing here. Use one of these, or leave it out: %(known)s",
                name=name,
                known=known,
            ),
            field=field,
        )


class NobodyToWriteTo(Refused):
    """Nobody whom the list shows can be written to."""

    def __init__(self) -> None:
        super().__init__(
            says("Nobody here can be written to: they have no address, or they have cancelled. Choose others.")
        )


class TimeOfLetterIsPast(Refused):
    """A letter cannot go out before now."""

    def __init__(self, wall: datetime, field: str) -> None:
        super().__init__(
            says("That is %(day)s at %(time)s, and past. Choose a time to come, or send it now.",
                 day=wall.date(), time=wall.time()),
            field=field,
        )  # fmt: skip


class NoLongerPlanned(Refused):
    """It went out, or somebody else has called it off."""

    def __init__(self) -> None:
        super().__init__(says("This letter is planned no more: it was sent, or somebody called it off."))


class NoPlaceYet(Refused):
    """Sessions are for those who have a place at the event."""

    def __init__(self) -> None:
        super().__init__(says("You have no place at this event yet. Choose your sessions once you have one."))


class NoSignUp(Refused):
    """Nobody signs up for this session, or not any more."""

    def __init__(self, title: str) -> None:
        super().__init__(says("Nobody signs up for “%(title)s”: just come.", title=title))


class SessionFull(Refused):
    """All places of a session are taken."""

    def __init__(self, title: str) -> None:
        super().__init__(
            says(
                "All places of “%(title)s” are taken. Choose another session, or look again later: "
                "some people give theirs back.",
                title=title,
            )
        )


class SessionIsCancelled(Refused):
    """A session that does not take place, or has no time now."""

    def __init__(self, title: str) -> None:
        super().__init__(says("“%(title)s” does not take place. Choose another session.", title=title))


class SessionIsOver(Refused):
    """A session that has ended."""

    def __init__(self, title: str) -> None:
        super().__init__(says("“%(title)s” is over. Choose another session.", title=title))


class SessionsOverlap(Refused):
    """Somebody has signed up for sessions that are on at the same time: `wanted` is the one that they want, `others`
    are those that they have. It can be taken instead of them."""

    def __init__(self, wanted: Span, others: Sequence[Span]) -> None:
        first = others[0]
        super().__init__(
            says_one_or_many(
                "“%(title)s” (%(starts)s–%(ends)s) overlaps with “%(other)s” (%(other_starts)s–%(other_ends)s), "
                "for which you are signed up. Take it instead, or keep what you have.",
                "“%(title)s” (%(starts)s–%(ends)s) overlaps with %(count)s sessions for which you are signed up, "
                "“%(other)s” (%(other_starts)s–%(other_ends)s) among them. Take it instead, or keep what you have.",
                len(others),
                title=wanted.title,
                starts=wanted.starts_local.time(),
                ends=wanted.ends_local.time(),
                other=first.title,
                other_starts=first.starts_local.time(),
                other_ends=first.ends_local.time(),
            )
        )
        self.wanted, self.others = wanted, tuple(others)


class PeopleAreSignedUp(Refused):
    """The sign-up for a session was to end, and some have signed up for it. `field` is that of its places."""

    def __init__(self, title: str, taken: int, *, field: str) -> None:
        super().__init__(
            says_one_or_many(
                "1 person is signed up for “%(title)s”. Enter 0, and nobody else can sign up.",
                "%(count)s people are signed up for “%(title)s”. Enter 0, and nobody else can sign up.",
                taken,
                title=title,
            ),
            field=field,
        )
