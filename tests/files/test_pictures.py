import io
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from convene.files.errors import NotAPicture, PictureTooLarge
from convene.files.pictures import LONGEST_SIDE, MOST_BYTES, made_anew
from tests.support.pictures import bomb, picture, picture_with_a_place


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_four_kinds_come_out_as_one(kind: str) -> None:
    made = made_anew(picture(kind))
    assert made.content_type == "image/webp"
    assert (opened(made.body).format, opened(made.body).size) == ("WEBP", (40, 20))
    assert len(made.digest) == 64


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "PDF", "EPS"])
def test_other_kinds_are_refused(kind: str) -> None:
    with pytest.raises(NotAPicture, match="JPEG, PNG, WebP or GIF"):
        made_anew(picture(kind))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        picture()[:200],
        picture("PNG")[:60],
        b"\xff\xd8\xff\xe0" + b"\0" * 1000,
    ],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        made_anew(content)


def test_where_and_by_whom_it_was_taken_is_gone_and_it_stands_upright() -> None:
    given_in = picture_with_a_place()
    assert b"Noor Idris" in given_in
    made = made_anew(given_in)
    assert b"Noor" not in made.body
    assert b"secret" not in made.body
    assert b"Exif" not in made.body
    shown = opened(made.body)
    assert not shown.getexif()
    assert not {"exif", "icc_profile", "xmp", "comment"} & set(shown.info)
    assert shown.size == (20, 40)
    red, _green, blue = shown.convert("RGB").getpixel((10, 5))  # type: ignore[misc]
    assert red > blue, "the left half is on top after a quarter turn to the right"


def test_what_hangs_behind_a_picture_is_cut_off() -> None:
    made = made_anew(picture("GIF") + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in made.body
    assert b"PK\x03\x04" not in made.body


def test_a_large_one_is_made_smaller_in_proportion() -> None:
    assert opened(made_anew(picture(size=(4000, 1000))).body).size == (LONGEST_SIDE, LONGEST_SIDE // 4)


def test_a_small_one_is_not_blown_up() -> None:
    assert opened(made_anew(picture(size=(8, 4))).body).size == (8, 4)


def test_one_line_of_dots_stays_a_line() -> None:
    assert opened(made_anew(picture("PNG", size=(6000, 1))).body).size == (LONGEST_SIDE, 1)


def test_what_unpacks_to_gigabytes_is_refused_before_it_does() -> None:
    started = time.thread_time()
    with pytest.raises(PictureTooLarge):
        made_anew(bomb())
    assert time.thread_time() - started < 1


def test_too_many_bytes_are_not_even_looked_at() -> None:
    with pytest.raises(PictureTooLarge, match="10 MB"):
        made_anew(picture() + b"\0" * MOST_BYTES)


def test_transparent_places_stay_transparent() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(written, "PNG")
    assert opened(made_anew(written.getvalue()).body).convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "CMYK", "I;16"])
def test_every_way_of_writing_colours_is_read(mode: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (10, 10)).save(written, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(made_anew(written.getvalue()).body).size == (10, 10)


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert made_anew(picture()).digest == made_anew(picture()).digest


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_picture_is_a_picture_or_none_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(picture(data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]))))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = made_anew(bytes(content))
    except (NotAPicture, PictureTooLarge):
        return
    assert opened(made.body).format == "WEBP"


def test_several_are_made_at_once() -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(made_anew(picture()).digest)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
