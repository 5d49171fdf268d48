"""The words of a questionnaire: kinds of questions, what conditions ask, and what an answer means to Convene."""

from enum import StrEnum

from convene.sentences import Sentence, says


class Kind(StrEnum):
    """What is answered, and so how it is asked, kept and shown."""

    LINE = "line"
    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    DATE = "date"
    COUNTRY = "country"
    LANGUAGES = "languages"
    CHOICE = "choice"
    CHOICES = "choices"
    RANKING = "ranking"
    YES_NO = "yes or no"
    CONSENT = "consent"
    FILE = "file"
    PICTURE = "picture"
    WORDS = "words"

    @property
    def has_options(self) -> bool:
        """Whether its answers are chosen from a list of its own."""
        return self in {Kind.CHOICE, Kind.CHOICES, Kind.RANKING}

    @property
    def is_upload(self) -> bool:
        """Whether it is answered by a file."""
        return self in {Kind.FILE, Kind.PICTURE}

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer at all: words only say something."""
        return self is not Kind.WORDS

    @property
    def has_limits(self) -> bool:
        """Whether a least and a most mean something: of a number, or of how many are chosen."""
        return self in {Kind.NUMBER, Kind.CHOICES, Kind.RANKING}


class Test(StrEnum):
    """What a condition asks of the answer to an earlier question."""

    __test__ = False  # its name is no test's

    IS = "is any of"
    IS_NOT = "is none of"
    YES = "is yes"
    NO = "is no"
    ANSWERED = "is answered"
    AT_LEAST = "is at least"
    AT_MOST = "is at most"


class Joined(StrEnum):
    """How several conditions are joined."""

    ALL = "all"
    ANY = "any"


class Purpose(StrEnum):
    """What an answer means to the rest of Convene, whatever the question is called. One of each in a questionnaire."""

    DIETARY = "dietary"
    ACCESS = "access"
    PHOTO_CONSENT = "photo consent"
    LANGUAGES = "languages"
    EMERGENCY_CONTACT = "emergency contact"
    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    NIGHTS = "nights"
    ORGANISATION_TYPE = "organisation type"
    EXPERTISE = "expertise"
    NEWSLETTER = "newsletter"


#: What the answer to a condition may be asked, by the kind of the question that it rests on.
TESTS: dict[Kind, tuple[Test, ...]] = {
    Kind.CHOICE: (Test.IS, Test.IS_NOT, Test.ANSWERED),
    Kind.CHOICES: (Test.IS, Test.IS_NOT, Test.ANSWERED),
    Kind.RANKING: (Test.ANSWERED,),
    Kind.YES_NO: (Test.YES, Test.NO, Test.ANSWERED),
    Kind.CONSENT: (Test.YES, Test.NO),
    Kind.NUMBER: (Test.AT_LEAST, Test.AT_MOST, Test.ANSWERED),
    Kind.WORDS: (),
}
OF_ALL_OTHERS = (Test.ANSWERED,)

#: Which kinds an answered question may become, so that what was answered still is an answer.
BECOMES: dict[Kind, frozenset[Kind]] = {
    Kind.LINE: frozenset({Kind.TEXT}),
    Kind.EMAIL: frozenset({Kind.LINE, Kind.TEXT}),
    Kind.PHONE: frozenset({Kind.LINE, Kind.TEXT}),
    Kind.CHOICE: frozenset({Kind.CHOICES}),
    Kind.FILE: frozenset(),
}

PURPOSES: dict[Purpose, Sentence] = {
    Purpose.DIETARY: says("What somebody eats"),
    Purpose.ACCESS: says("Access needs"),
    Purpose.PHOTO_CONSENT: says("Whether they may be photographed"),
    Purpose.LANGUAGES: says("Languages spoken"),
    Purpose.EMERGENCY_CONTACT: says("Whom to call in an emergency"),
    Purpose.ARRIVAL: says("Day of arrival"),
    Purpose.DEPARTURE: says("Day of departure"),
    Purpose.NIGHTS: says("Nights in a hotel"),
    Purpose.ORGANISATION_TYPE: says("Kind of organisation"),
    Purpose.EXPERTISE: says("Expertise"),
    Purpose.NEWSLETTER: says("Consent to a newsletter"),
}
