"""What an answer says, whatever it is."""

import io
import zipfile

from pypdf import PdfReader
from werkzeug.test import TestResponse


def text_of(answer: TestResponse) -> str:
    """The words of a page or file, whatever it is packed in; nothing of a picture."""
    body = answer.get_data()
    if body.startswith(b"%PDF"):
        # Letters of a word that is set large may stand apart.
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
        return "\n".join([*pages, *("".join(page.split()) for page in pages)])
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(f"{name}\n{parts.read(name).decode(errors='replace')}" for name in parts.namelist())
    return "" if answer.mimetype.startswith("image/") else answer.get_data(as_text=True)
