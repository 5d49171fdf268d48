"""QR codes: a link that a camera reads. Dark on light whatever the page looks like, or no camera finds them."""

import io

import segno
from markupsafe import Markup


def code_svg(link: str) -> str:
    """The code of a link as an SVG file, with the quiet border that readers need. About 2 KB."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True, svgclass=None,
        lineclass=None, nl=False,
    )  # fmt: skip
    return out.getvalue().decode()


def code_on_page(link: str, words: str) -> Markup:
    """The same for a page; `words` is what it is called to those who do not see it."""
    drawn = Markup(code_svg(link).replace("<svg ", '<svg class="code" aria-hidden="true" ', 1))  # noqa: S704, all ours
    return Markup('<div class="code-frame" role="img" aria-label="{}">{}</div>').format(words, drawn)
