"""Which part of an oblong picture is kept, whoever chooses it. Until it is said, the middle is."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, flash
from flask.typing import ResponseReturnValue

from convene.errors import NotFound
from convene.files.pictures import PICTURE_TYPE, Part, Picture, cut_square
from convene.people.models import Person
from convene.programme.errors import AnotherPicture
from convene.programme.forms.people import CutPhoto
from convene.programme.queries.people import uncut_photo_of
from convene.web.languages import say
from convene.web.redirects import see_other
from convene.web.serving import shown_picture


def choose_part(
    person: Person,
    keep: Callable[[Picture, UUID | None], None],
    show: Callable[[CutPhoto], ResponseReturnValue],
    *,
    here: str,
    back: str,
    done: str,
) -> ResponseReturnValue:
    """The page at the address `here`, which `show` makes, and the answer to it: `keep` takes the square, and the file
    that was shown of the person when it was cut. `back` is where there is nothing to choose (any more)."""
    whole = uncut_photo_of(person.id)
    if whole is None:
        return see_other(back)
    shown_id = person.photo_file_id
    form = CutPhoto(seen=str(shown_id), part=Part.MIDDLE.value)
    form.offer(whole, str(shown_id))
    if form.is_answered():
        try:
            keep(cut_square(whole, Part(form.part.data)), shown_id)
        except AnotherPicture as refused:  # it came this moment: here again are its parts, if it has any
            flash(say(refused.sentence))
            return see_other(here)
        flash(done)
        return see_other(back)
    return show(form)


def square_to_choose(person_id: UUID, part: str) -> Response:
    """One of the three squares to choose from."""
    whole = uncut_photo_of(person_id)
    if whole is None:
        raise NotFound
    return shown_picture(cut_square(whole, Part(part)).body, content_type=PICTURE_TYPE)
