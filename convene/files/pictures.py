"""Pictures made anew: what comes out holds the dots of what came in, and nothing else of it.

An upload may be a web page under a picture's name, a picture with a program behind its last byte, one that unpacks
to gigabytes, or one that says where it was taken. So the kind is told by the content, the size is read before
anything is unpacked, and only the dots are kept: turned upright, made smaller, written as WebP.
"""

import hashlib
import io
from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageOps, UnidentifiedImageError

from convene.files.errors import NotAPicture, PictureTooLarge

KINDS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES = 10 * 1024 * 1024
MOST_DOTS = 40_000_000
LONGEST_SIDE = 1024
SQUARE_SIDE = 512
ALMOST_SQUARE = 1.08
QUALITY = 82
PICTURE_TYPE = "image/webp"
# Pillow warns when it opens more dots than this; such a picture is refused here.
Image.MAX_IMAGE_PIXELS = MOST_DOTS


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is stored: its type, its bytes, and their SHA-256 as hexadecimal digits."""

    content_type: str
    body: bytes
    digest: str


def made_anew(content: bytes, longest_side: int = LONGEST_SIDE) -> Picture:
    """The picture in `content`, upright, its longest side at most so many dots, without any metadata.

    NotAPicture, PictureTooLarge: it is not taken.
    """
    if len(content) > MOST_BYTES:
        raise PictureTooLarge
    try:
        with Image.open(io.BytesIO(content), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_DOTS:
                raise PictureTooLarge
            # A JPEG is unpacked at a fraction of its size where that is enough.
            opened.draft("RGB", (2 * longest_side, 2 * longest_side))
            upright = ImageOps.exif_transpose(opened)
            has_transparency = upright.has_transparency_data
            dots = upright.convert("RGBA" if has_transparency else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureTooLarge from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):  # what its readers raise
        raise NotAPicture from None
    dots.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    return _written(dots)


class Part(StrEnum):
    """Which part of an oblong picture a square keeps: the left or upper end, the middle, the right or lower end."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height of a picture that we have made."""
    with Image.open(io.BytesIO(picture), formats=KINDS) as opened:
        return opened.size


def is_oblong(picture: bytes) -> bool:
    """Whether it makes a difference which part of it a square keeps."""
    width, height = size_of(picture)
    return max(width, height) > ALMOST_SQUARE * min(width, height)


def cut_square(picture: bytes, part: Part = Part.MIDDLE) -> Picture:
    """The square of a picture that we have made, with sides of at most 512 dots. A small one is not blown up."""
    with Image.open(io.BytesIO(picture), formats=KINDS) as opened:
        side, over = min(opened.size), max(opened.size) - min(opened.size)
        first = {Part.START: 0, Part.MIDDLE: over // 2, Part.END: over}[part]
        left, top = (first, 0) if opened.width > opened.height else (0, first)
        dots = opened.crop((left, top, left + side, top + side))
    dots.thumbnail((SQUARE_SIDE, SQUARE_SIDE), Image.Resampling.LANCZOS)
    return _written(dots)


def _written(dots: Image.Image) -> Picture:
    clean = Image.frombytes(dots.mode, dots.size, dots.tobytes())  # metadata hangs on the object: take a new one
    written = io.BytesIO()
    clean.save(written, "WEBP", quality=QUALITY, method=4)
    body = written.getvalue()
    return Picture(PICTURE_TYPE, body, hashlib.sha256(body).hexdigest())
