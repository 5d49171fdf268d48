"""What an answer says, whatever it is."""

import io

from pypdf import PdfReader
from werkzeug.test import TestResponse


def text_of(answer: TestResponse) -> str:
    """The words of a page or file, those of a PDF too; nothing of a picture."""
    if answer.mimetype == "application/pdf":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    return "" if answer.mimetype.startswith("image/") else answer.get_data(as_text=True)
