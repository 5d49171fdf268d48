"""Fields for kinds of answers that no other form asks for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, RadioField
from wtforms.utils import unset_value
from wtforms.widgets import TelInput

from convene.web.fields import LineField, ManyField
from convene.web.languages import language_code, language_word


class PhoneField(LineField):
    """A telephone number, as people write it."""

    widget = TelInput()


class LanguagesField(LineField):
    """Languages by name or code, separated by commas. `codes` are those that were understood."""

    codes: list[str]

    def process_data(self, value: Any) -> None:
        self.codes = list(value or [])
        self.data = ", ".join(map(language_word, self.codes))

    def process_formdata(self, valuelist: Any) -> None:
        super().process_formdata(valuelist)
        typed = [each.strip() for each in str(self.data or "").replace(";", ",").split(",") if each.strip()]
        found = [(each, language_code(each)) for each in typed]
        self.codes = list(dict.fromkeys(code for _typed, code in found if code is not None))
        unknown = next((each for each, code in found if code is None), None)
        if unknown is not None:
            raise ValueError(
                gettext("We do not know the language “%(typed)s”. Write its name in English.", typed=unknown[:60])
            )


class _OptionsWithAttributes:
    """What a choice says of its own control (disabled), which WTForms asks of lists to open alone."""

    def __iter__(self) -> Any:
        for option, choice in zip(super().__iter__(), self.iter_choices(), strict=True):  # type: ignore[misc, attr-defined]
            option.render_kw = choice.render_kw
            yield option


class OneOfField(_OptionsWithAttributes, RadioField):  # type: ignore[misc]
    """One of a few, each with a button; single ones may be disabled."""


class AnyOfField(_OptionsWithAttributes, ManyField):
    """Any number of a few, each with a box to tick; single ones may be disabled."""


@dataclass(frozen=True, slots=True)
class Rank:
    """One option of a ranking: the select that gives it a place, and the place that it has (0: none)."""

    id: str
    name: str
    label: str
    place: int


class _Places:
    """Rendered by the template. That it has this attribute says that its first control is called `<id>-0`."""

    prefix_label = False


class RankingField(Field):  # type: ignore[misc]
    """Options put in order: each may be given a place, none twice. `data` are the values from the first place on."""

    widget = _Places()
    data: Any

    def __init__(self, label: Any = None, *, options: Sequence[tuple[str, str]], most: int | None, **more: Any) -> None:
        super().__init__(label, **more)
        self.options = list(options)
        self.places = min(most or len(self.options), len(self.options))
        self.given: dict[str, int] = {}

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002
        self.process_errors = []
        self.object_data = self.default if data is unset_value else data
        self.given = {value: place for place, value in enumerate(self.object_data or [], start=1)}
        if formdata is not None and any(f"{self.name}-{value}" in formdata for value, _label in self.options):
            typed = {value: formdata.get(f"{self.name}-{value}", "") for value, _label in self.options}
            self.given = {value: int(place) for value, place in typed.items() if self._is_place(place)}
            if any(count > 1 for count in Counter(self.given.values()).values()):
                self.process_errors.append(gettext("Two of them have the same place. Give each its own."))
        self.data = sorted(self.given, key=lambda value: self.given[value])

    def _is_place(self, text: str) -> bool:
        return text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= self.places

    @property
    def ranks(self) -> list[Rank]:
        """What the page shows: those with a place first, in their order; then the others as they come."""
        order = sorted(self.options, key=lambda option: self.given.get(option[0], self.places + 1))
        return [
            Rank(f"{self.id}-{number}", f"{self.name}-{value}", label, self.given.get(value, 0))
            for number, (value, label) in enumerate(order)
        ]


NO_ANSWER = _("No answer")
