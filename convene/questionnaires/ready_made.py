"""Questions and whole forms that are ready to be added, with the privacy that such answers need.

Texts are marked here and said in the language of whoever adds them. `only_if` names an earlier question of the same
list and which of its options lead here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from convene.questionnaires.catalogue import Kind, Purpose
from convene.sentences import Sentence, says

Rests = tuple[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyQuestion:
    """One question. `key` is how others of its list call it."""

    key: str
    kind: Kind
    label: Sentence
    help: Sentence | None = None
    options: tuple[Sentence, ...] = ()
    is_required: bool = False
    is_private: bool = False
    erased_after_days: int | None = None
    purpose: Purpose | None = None
    least: int | None = None
    most: int | None = None
    words: Sentence | None = None
    only_if: Rests | None = None


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """One or two questions that belong together: how they are called, and what they ask."""

    title: Sentence
    says: Sentence
    questions: tuple[ReadyQuestion, ...]


@dataclass(frozen=True, slots=True)
class ReadySection:
    """A heading with its questions, and the answer because of which all of them are asked."""

    title: Sentence
    questions: tuple[ReadyQuestion, ...]
    only_if: Rests | None = None


@dataclass(frozen=True, slots=True)
class ReadyForm:
    """A whole form."""

    title: Sentence
    says: Sentence
    sections: tuple[ReadySection, ...]

    @property
    def questions(self) -> int:
        """How many."""
        return sum(len(section.questions) for section in self.sections)


READY_MADE: dict[str, ReadyMade] = {
    "dietary": ReadyMade(
        says("What you eat"),
        says("Diet and allergies. Private, erased 30 days after the event."),
        (
            ReadyQuestion(
                key="dietary",
                kind=Kind.CHOICES,
                label=says("What should the kitchen know?"),
                help=says("Choose all that apply. Leave it empty if you eat everything."),
                options=(
                    says("Vegetarian"),
                    says("Vegan"),
                    says("Halal"),
                    says("Kosher"),
                    says("No gluten"),
                    says("No lactose"),
                    says("An allergy, or something else"),
                ),
                is_private=True,
                erased_after_days=30,
                purpose=Purpose.DIETARY,
            ),
            ReadyQuestion(
                key="allergy",
                kind=Kind.LINE,
                label=says("Which allergy, or what else?"),
                is_private=True,
                erased_after_days=30,
                is_required=True,
                only_if=("dietary", (6,)),
            ),
        ),
    ),
    "access": ReadyMade(
        says("What you need to take part"),
        says("Access needs. Private, erased 30 days after the event."),
        (
            ReadyQuestion(
                key="access",
                kind=Kind.CHOICES,
                label=says("What do you need to take part fully?"),
                help=says("Choose all that apply. Only those who arrange it see your answer."),
                options=(
                    says("Step-free access"),
                    says("Captions"),
                    says("Sign language interpretation"),
                    says("A hearing loop"),
                    says("A quiet room"),
                    says("Something else"),
                ),
                is_private=True,
                erased_after_days=30,
                purpose=Purpose.ACCESS,
            ),
            ReadyQuestion(
                key="arrange",
                kind=Kind.TEXT,
                label=says("What can we arrange?"),
                is_private=True,
                erased_after_days=30,
                only_if=("access", (5,)),
            ),
        ),
    ),
    "photo consent": ReadyMade(
        says("Photographs"),
        says("Yes, ask me first, or no."),
        (
            ReadyQuestion(
                key="photo",
                kind=Kind.CHOICE,
                label=says("May we photograph you?"),
                help=says("Your badge shows it, so that photographers know."),
                options=(says("Yes"), says("Ask me first"), says("No")),
                is_required=True,
                purpose=Purpose.PHOTO_CONSENT,
            ),
        ),
    ),
    "languages": ReadyMade(
        says("Languages"),
        says("Which languages somebody speaks well."),
        (
            ReadyQuestion(
                key="languages",
                kind=Kind.LANGUAGES,
                label=says("Which languages do you speak well?"),
                purpose=Purpose.LANGUAGES,
            ),
        ),
    ),
    "emergency contact": ReadyMade(
        says("Somebody to call in an emergency"),
        says("Name and number. Private, erased 7 days after the event."),
        (
            ReadyQuestion(
                key="emergency",
                kind=Kind.LINE,
                label=says("Whom should we call in an emergency?"),
                help=says("A name and a telephone number, with the code of the country."),
                is_private=True,
                erased_after_days=7,
                purpose=Purpose.EMERGENCY_CONTACT,
            ),
        ),
    ),
    "travel": ReadyMade(
        says("Arrival, departure and nights"),
        says("For hotels and transport. Erased 30 days after the event."),
        (
            ReadyQuestion(
                key="arrival",
                kind=Kind.DATE,
                label=says("On which day do you arrive?"),
                erased_after_days=30,
                purpose=Purpose.ARRIVAL,
            ),
            ReadyQuestion(
                key="departure",
                kind=Kind.DATE,
                label=says("On which day do you leave?"),
                erased_after_days=30,
                purpose=Purpose.DEPARTURE,
            ),
            ReadyQuestion(
                key="nights",
                kind=Kind.NUMBER,
                label=says("For how many nights do you need a room?"),
                help=says("0 if you need none."),
                least=0,
                most=60,
                erased_after_days=30,
                purpose=Purpose.NIGHTS,
            ),
        ),
    ),
    "organisation type": ReadyMade(
        says("Kind of organisation"),
        says("Helps to mix people from different sectors."),
        (
            ReadyQuestion(
                key="organisation",
                kind=Kind.CHOICE,
                label=says("What kind of organisation do you come from?"),
                options=(
                    says("NGO or civil society"),
                    says("University or research"),
                    says("Government or public body"),
                    says("International organisation"),
                    says("Company"),
                    says("Foundation or funder"),
                    says("None, or another kind"),
                ),
                purpose=Purpose.ORGANISATION_TYPE,
            ),
        ),
    ),
    "expertise": ReadyMade(
        says("Expertise"),
        says("What somebody brings. Change the list to what your event is about."),
        (
            ReadyQuestion(
                key="expertise",
                kind=Kind.CHOICES,
                label=says("What is your work mostly about?"),
                help=says("Choose up to three."),
                options=(
                    says("Research"),
                    says("Policy and law"),
                    says("Technology"),
                    says("Work with people"),
                    says("Communication"),
                    says("Funding"),
                ),
                most=3,
                purpose=Purpose.EXPERTISE,
            ),
        ),
    ),
    "newsletter": ReadyMade(
        says("Newsletter"),
        says("A consent with words and a version of its own; never ticked beforehand."),
        (
            ReadyQuestion(
                key="newsletter",
                kind=Kind.CONSENT,
                label=says("Newsletter"),
                words=says("You may write to me about your next events. I can end this at any time."),
                purpose=Purpose.NEWSLETTER,
            ),
        ),
    ),
}


def _of(name: str, only_if: Rests | None = None) -> Iterator[ReadyQuestion]:
    """The questions of a ready-made one, as they stand in a form where they may rest on another question."""
    for question in READY_MADE[name].questions:
        yield replace(question, only_if=question.only_if or only_if)


_MODE = ReadyQuestion(
    key="mode",
    kind=Kind.CHOICE,
    label=says("How will you take part?"),
    options=(says("In person"), says("Online")),
    is_required=True,
)
_IN_PERSON: Rests = ("mode", (0,))

READY_FORMS: dict[str, ReadyForm] = {
    "workshop": ReadyForm(
        says("Workshop"),
        says("Who comes and with what, diet and access, photographs."),
        (
            ReadySection(
                says("Your work"),
                (
                    *_of("organisation type"),
                    *_of("expertise"),
                    ReadyQuestion(
                        key="hope",
                        kind=Kind.TEXT,
                        label=says("What do you hope to take home?"),
                        help=says("One or two sentences. The hosts read them before they plan the day."),
                    ),
                ),
            ),
            ReadySection(says("For the day"), (*_of("dietary"), *_of("access"), *_of("photo consent"))),
        ),
    ),
    "forum": ReadyForm(
        says("Forum"),
        says("In person or online; what is needed on site is asked only of those who come."),
        (
            ReadySection(says("Your work"), (*_of("organisation type"), *_of("expertise"), *_of("languages"))),
            ReadySection(
                says("Taking part"),
                (
                    _MODE,
                    *_of("access"),
                    *_of("dietary", _IN_PERSON),
                    *_of("photo consent", _IN_PERSON),
                ),
            ),
            ReadySection(says("Travel"), (*_of("travel"), *_of("emergency contact")), _IN_PERSON),
            ReadySection(says("Afterwards"), tuple(_of("newsletter"))),
        ),
    ),
    "webinar": ReadyForm(
        says("Webinar"),
        says("Short: who listens, what they want to ask, and whether you may write to them."),
        (
            ReadySection(
                says("About you and the subject"),
                (
                    *_of("organisation type"),
                    ReadyQuestion(
                        key="ask",
                        kind=Kind.TEXT,
                        label=says("What would you like to ask the speakers?"),
                    ),
                    *_of("newsletter"),
                ),
            ),
        ),
    ),
}
