"""Documents that tests hand in: honest ones, and others made of them."""

import io
import zipfile
from collections.abc import Mapping

_TYPES = "<Types><Override ContentType='application/vnd.openxmlformats-officedocument.{0}.main+xml'/></Types>"
_MAIN = {"pptx": "presentationml.presentation", "docx": "wordprocessingml.document", "xlsx": "spreadsheetml.sheet"}
_OPEN = {
    "odp": "application/vnd.oasis.opendocument.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
}
XLSX_TYPES = _TYPES.format(_MAIN["xlsx"]).encode()


def pdf() -> bytes:
    """The shape of a PDF."""
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def office(kind: str, parts: Mapping[str, bytes] | None = None) -> bytes:
    """An office document with the parts that tell its kind, and these besides or instead."""
    own: dict[str, bytes]
    if kind in _MAIN:
        own = {"[Content_Types].xml": _TYPES.format(_MAIN[kind]).encode(), "_rels/.rels": b"<Relationships/>"}
    else:
        own = {"mimetype": _OPEN[kind].encode(), "content.xml": b"<office/>"}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {**own, **(parts or {})}.items():
            archive.writestr(name, body)
    return written.getvalue()
