"""All that is kept of somebody, for themselves: a page to read, and the same as a file."""

import json
from datetime import datetime

from flask import make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from convene.events.catalogue import ROOM_FEATURES
from convene.programme.catalogue import Presence
from convene.registration.models import Registration
from convene.registration.pages.participant import registration
from convene.registration.queries.own_data import Kept, kept_of
from convene.registration.showing import own_frame, whose
from convene.sentences import Sentence
from convene.web.guards import holds_link
from convene.web.languages import language_word
from convene.web.panels import Place, answers
from convene.web.serving import disposition, kept_secret
from convene.web.signed_links import Link, Purpose

#: What each part of it is called, in the order in which the page shows them. Those that stand in no part come first.
PARTS = {
    "answers": _("Your answers"),
    "changes": _("What you told before it was changed"),
    "sessions": _("Your sessions"),
    "follows": _("What you are told of when it changes"),
    "in_calendar": _("What we sent into your calendar"),
    "from_calendar": _("What your calendar answered"),
    "offers": _("Places that were held for you"),
    "invitations": _("Invitations"),
    "directory": _("Among the participants"),
    "papers": _("Letters for a visa, certificates"),
    "on_stage": _("When you can be there, on stage"),
    "attendance": _("When you came"),
    "at_the_door": _("What was done at the door"),
    "tags": _("Words by which the organisers sort you"),
    "notes": _("What the organisers wrote down about you"),
    "from_lists": _("What lists of the organisers said of you"),
    "changed_by_lists": _("What lists of the organisers changed"),
    "letters": _("What the organisers wrote to you"),
    "mails": _("Mails to you"),
}
LABELS = {
    "about": _("About"),
    "access_needs": _("Access needs"),
    "act": _("What"),
    "address_confirmed_at": _("Address confirmed"),
    "agreed_to": _("You agreed to"),
    "answer": _("Answer"),
    "answered_at": _("Answered"),
    "answers": _("Answers"),
    "answers_changed_at": _("Answers changed"),
    "arrives": _("You arrive"),
    "asked_at": _("Asked"),
    "badge_printed_at": _("Badge printed"),
    "before": _("Before"),
    "by_mail": _("By mail into your calendar"),
    "brought_in_at": _("Brought in"),
    "calendar_said": _("Answer"),
    "came_at": _("Came"),
    "came_by": _("How you came to be registered"),
    "cancelled_at": _("Cancelled"),
    "changed_at": _("Changed"),
    "code": _("Code"),
    "country": _("Country"),
    "decided_at": _("Decided"),
    "decision_reason": _("Why the organisers decided so"),
    "declined_at": _("Declined"),
    "desk": _("Desk"),
    "email": _("E-mail address"),
    "ended_at": _("Ended"),
    "ended_because": _("Why it ended"),
    "event": _("Event"),
    "expertise": _("Expertise"),
    "for_the_days": _("For the days"),
    "heading": _("Heading"),
    "how": _("How"),
    "invited_at": _("Invited"),
    "is_taken_back": _("Taken back"),
    "kind": _("What"),
    "known_as": _("As it is compared"),
    "language": _("Language"),
    "last_sent_at": _("Last sent"),
    "leaves": _("You leave"),
    "legal_name": _("Legal name"),
    "made_at": _("Made"),
    "name": _("Name"),
    "needs_in_the_room": _("What you need in the room"),
    "note": _("Note"),
    "organisation": _("Organisation"),
    "other_needs": _("What else you need"),
    "outcome": _("What became of it"),
    "project": _("What you work on"),
    "question": _("Question"),
    "received_at": _("Received"),
    "registered_at": _("Registered"),
    "reminded_at": _("Reminded"),
    "removed_at": _("Removed"),
    "said_at": _("Said"),
    "said_before": _("Before"),
    "said_then": _("Then"),
    "sector": _("Sector"),
    "sent_at": _("Sent"),
    "session": _("Session"),
    "shows_country": _("Your country is shown"),
    "shows_organisation": _("Your organisation is shown"),
    "signed_up_at": _("Signed up"),
    "since": _("Since"),
    "state": _("State"),
    "subject": _("Subject"),
    "tag": _("Word"),
    "tagged_at": _("Given"),
    "tags": _("Words by which you are sorted"),
    "takes_messages": _("Others can write to you"),
    "text": _("Text"),
    "there": _("There"),
    "ticket": _("Ticket"),
    "times": _("Times"),
    "to": _("To what"),
    "told": _("What a list said"),
    "undone_at": _("Taken back"),
    "until": _("Until"),
    "words": _("What it said"),
    "written_at": _("Written"),
}
#: The values of these are words of ours; a test asks for each of them.
ARE_OURS = frozenset(
    {
        "act",
        "calendar_said",
        "came_by",
        "ended_because",
        "how",
        "kind",
        "needs_in_the_room",
        "outcome",
        "state",
        "there",
    }
)
OURS: dict[str, LazyString | Sentence] = {
    **{feature.value: words for feature, words in ROOM_FEATURES.items()},
    Presence.ALWAYS.value: _("All the time"),
    Presence.AT_TIMES.value: _("At some times"),
    "ACCEPTED": _("Accepted"),
    "DECLINED": _("Declined"),
    "NEEDS-ACTION": _("Not answered yet"),
    "TENTATIVE": _("Maybe"),
    "accepted": _("Accepted"),
    "address not confirmed": _("The address was not confirmed"),
    "already": _("Had come already"),
    "asked": _("Asked for"),
    "by name": _("By name"),
    "cancelled": _("Cancelled"),
    "certificate": _("Certificate"),
    "checked in": _("Checked in"),
    "code": _("With a code"),
    "colleague": _("Registered by a colleague"),
    "confirmed": _("Confirmed"),
    "declined": _("Declined"),
    "door": _("At the door"),
    "form": _("By the form"),
    "given": _("Given"),
    "guest": _("As a guest"),
    "import": _("With a list"),
    "in": _("Check in"),
    "invitation": _("By an invitation"),
    "lapsed": _("The time was over"),
    "letter": _("Letter for a visa"),
    "not admitted": _("Not admitted"),
    "not signed up": _("Not signed up"),
    "nothing to undo": _("Nothing to take back"),
    "offer declined": _("The place was let go"),
    "offer lapsed": _("The time of the offer was over"),
    "online": _("Online"),
    "organisers": _("The organisers cancelled it"),
    "passed on": _("The place was passed on"),
    "pending": _("To approve"),
    "running": _("Held now"),
    "scanned": _("By the code"),
    "themselves": _("You cancelled it"),
    "undo": _("Take back"),
    "undone": _("Taken back"),
    "unknown": _("Not known"),
    "waitlisted": _("Waitlist"),
    "walk-in": _("Came without a place"),
    "withdrawn": _("Taken back"),
}


@registration.get("/r/<token>/kept-of-me")
@holds_link(Purpose.MANAGE_REGISTRATION)
def own_data(link: Link) -> ResponseReturnValue:
    mine, event = whose(link)
    above = _kept_above(mine)
    page = render_template(
        "registration/kept_of_me.html",
        kept={**kept_of(mine, event), **{each.key: each.rows for each in above}},
        parts={**PARTS, **{each.key: each.title for each in above}},
        labels={**LABELS, **{key: label for each in above for key, label in each.labels.items()}},
        are_ours=ARE_OURS,
        ours=OURS,
        instant=datetime.fromisoformat,
        language_word=language_word,
        **own_frame(mine, event),
    )
    return kept_secret(page)


@registration.get("/r/<token>/kept-of-me.json")
@holds_link(Purpose.MANAGE_REGISTRATION)
def own_data_file(link: Link) -> ResponseReturnValue:
    """The same for machines, and to keep."""
    mine, event = whose(link)
    kept = {**kept_of(mine, event), **{each.key: each.rows for each in _kept_above(mine)}}
    answer = make_response(json.dumps(kept, ensure_ascii=False, indent=2))
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.headers["Content-Disposition"] = disposition("my-registration.json", download=True)
    return kept_secret(answer)


def _kept_above(mine: Registration) -> list[Kept]:
    """What features above keep of somebody."""
    return [each for said in answers(Place.KEPT_OF_ME, mine) for each in said]
