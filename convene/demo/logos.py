"""Logos of invented organisations, drawn: a mark of rings, and a name."""

import io

from PIL import Image, ImageDraw, ImageFont

from convene.files.pictures import Picture, made_anew

HEIGHT = 160


def draw(name: str, colour: str, *, rings: int) -> Picture:
    """A logo on a transparent ground; `rings` tells one mark from another."""
    font = ImageFont.load_default(56)
    width = int(font.getlength(name)) + 2 * HEIGHT
    image = Image.new("RGBA", (width, HEIGHT))
    pen = ImageDraw.Draw(image)
    for number in range(rings):
        inset = 20 + number * 22
        pen.ellipse((inset, inset, HEIGHT - inset, HEIGHT - inset), outline=colour, width=10)
    pen.text((HEIGHT + 10, HEIGHT // 2), name, fill=colour, font=font, anchor="lm")
    written = io.BytesIO()
    image.save(written, "PNG")
    return made_anew(written.getvalue())
