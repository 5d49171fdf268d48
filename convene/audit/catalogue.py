from collections.abc import Mapping
from dataclasses import dataclass, field

from convene.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Words:
    """How a kind of line is told. Features list theirs in `log_words.py`; app.py hands all of them to the log.

    `about` names the id of the line that it is about ("session_id"). `or_if` is told instead where the use case was
    joined by another (saving a session adds or changes it). What `stands_out` is told, too, where it was only a
    part of something larger (an import that also published).
    """

    sentence: Sentence
    about: str | None = None
    or_if: Mapping[str, Sentence] = field(default_factory=dict)
    stands_out: bool = False
