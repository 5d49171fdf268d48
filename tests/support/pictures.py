"""Pictures that tests upload: honest ones and others."""

import io
import struct
import zlib

from PIL import Image

GPS, ORIENTATION, ARTIST = 0x8825, 0x0112, 0x013B


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    """A picture, its left half red, its right half blue."""
    image = Image.new("RGB", size, (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def picture_with_a_place() -> bytes:
    """A JPEG that says where it was taken, by whom, and that it lies on its side."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turn it a quarter to the right
    exif[ARTIST] = "Noor Idris"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (46.0, 12.0, 30.0)
    return picture(exif=exif.tobytes(), comment=b"secret comment")


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 30,000 dots wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )
