from convene.errors import Refused
from convene.sentences import says, says_one_or_many


class AnswerMissing(Refused):
    """A question that must be answered was not."""

    def __init__(self, question: str, field: str) -> None:
        super().__init__(says("“%(question)s” has no answer yet. It is needed.", question=question), field=field)


class ConsentMissing(Refused):
    """What must be agreed to was not."""

    def __init__(self, field: str) -> None:
        super().__init__(says("This has to be agreed to. Tick the box, or ask the organisers."), field=field)


class NumberOutside(Refused):
    """A number below the least or above the most that is taken. One of the two is given."""

    def __init__(self, least: int | None, most: int | None, field: str) -> None:
        if least is None:
            sentence = says("Enter a number of at most %(most)s.", most=most)
        elif most is None:
            sentence = says("Enter a number of at least %(least)s.", least=least)
        else:
            sentence = says("Enter a number from %(least)s to %(most)s.", least=least, most=most)
        super().__init__(sentence, field=field)


class AnswerDoesNotFit(Refused):
    """What was sent is no answer to the question: its options have changed, or a program has made it up."""

    def __init__(self, question: str, field: str) -> None:
        super().__init__(
            says("This answer to “%(question)s” cannot be taken. Answer it again.", question=question), field=field
        )


class OptionFull(Refused):
    """Every place of an option is taken."""

    def __init__(self, option: str, field: str) -> None:
        super().__init__(
            says("All places of “%(option)s” are taken. Choose something else.", option=option), field=field
        )


class PickMore(Refused):
    """Fewer were chosen than are asked for."""

    def __init__(self, question: str, least: int, field: str) -> None:
        super().__init__(
            says_one_or_many(
                "“%(question)s” asks for at least %(count)s answer.",
                "“%(question)s” asks for at least %(count)s answers.",
                least,
                question=question,
            ),
            field=field,
        )


class PickFewer(Refused):
    """More were chosen than are taken."""

    def __init__(self, question: str, most: int, field: str) -> None:
        super().__init__(
            says_one_or_many(
                "“%(question)s” takes %(count)s answer. Choose that many.",
                "“%(question)s” takes %(count)s answers. Choose no more.",
                most,
                question=question,
            ),
            field=field,
        )


class AsksALaterQuestion(Refused):
    """A condition rests on a question that does not stand before it."""

    def __init__(self, dependent: str, on: str) -> None:
        super().__init__(
            says(
                "“%(dependent)s” is asked because of the answer to “%(on)s”, which must stand before it. Move that one "
                "first, or change the condition.",
                dependent=dependent,
                on=on,
            )
        )


class OthersRestOnIt(Refused):
    """A question or option cannot go: something is asked because of it."""

    def __init__(self, name: str, dependent: str) -> None:
        super().__init__(
            says(
                "“%(dependent)s” is asked because of “%(name)s”. Change that condition first.",
                dependent=dependent,
                name=name,
            )
        )


class ConditionDoesNotFit(Refused):
    """A condition asks something that its question cannot answer."""

    field = "conditions"

    def __init__(self) -> None:
        super().__init__(says("This condition does not fit the question that it rests on. Choose it again."))


class CannotBecome(Refused):
    """Answers of one kind are no answers of the other."""

    field = "kind"

    def __init__(self, question: str) -> None:
        super().__init__(
            says(
                "“%(question)s” was answered already, and those answers would not fit. Add a new question, and remove "
                "this one: its answers are kept.",
                question=question,
            )
        )


class PurposeTaken(Refused):
    """Another question of the questionnaire has this meaning."""

    field = "purpose"

    def __init__(self, question: str) -> None:
        super().__init__(says("“%(question)s” stands for that already. Choose another meaning.", question=question))


class NeedsOptions(Refused):
    """A question with options was given none, or one."""

    field = "options"

    def __init__(self) -> None:
        super().__init__(says("Write at least two answers to choose from, one a line."))


class CannotReword(Refused):
    """Options that are to be the same in other words cannot be told apart where there are more lines, or fewer."""

    field = "options"

    def __init__(self, count: int) -> None:
        super().__init__(
            says_one_or_many(
                "To give it other words, leave the %(count)s answer on its line. Add or remove answers afterwards.",
                "To give them other words, leave the %(count)s answers on their lines. Add or remove some afterwards.",
                count,
            )
        )


class OptionTwice(Refused):
    """Two options say the same."""

    field = "options"

    def __init__(self, option: str) -> None:
        super().__init__(says("“%(option)s” stands there twice. Leave one out.", option=option))


class LeastAboveMost(Refused):
    """The least is more than the most."""

    field = "least"

    def __init__(self) -> None:
        super().__init__(says("The least must not be more than the most."))


class TooManyQuestions(Refused):
    """More than anybody answers."""

    def __init__(self, most: int) -> None:
        super().__init__(
            says_one_or_many(
                "A form has at most %(count)s question. Remove it first.",
                "A form has at most %(count)s questions. Remove one first.",
                most,
            )
        )


class LastSection(Refused):
    """The only section cannot go while it has questions."""

    def __init__(self) -> None:
        super().__init__(says("This is the only section, and its questions would stand nowhere. Rename it instead."))


class HasQuestions(Refused):
    """A form that has questions takes over no other form."""

    def __init__(self) -> None:
        super().__init__(
            says("This form has questions already. Remove them first, or add ready-made questions to it one by one.")
        )
