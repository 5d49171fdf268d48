from convene.errors import Refused
from convene.sentences import says


class NotAPicture(Refused):
    """The content is none of the four kinds, whatever the name says."""

    field = "photo"

    def __init__(self) -> None:
        super().__init__(says("This is not a picture that we can read. Send a JPEG, PNG, WebP or GIF file."))


class PictureTooLarge(Refused):
    """More bytes or more dots than are looked at."""

    field = "photo"

    def __init__(self) -> None:
        super().__init__(says("This picture is too large. Send one of 10 MB and 40 million dots or less."))


class NotADocument(Refused):
    """The content is none of the kinds that are taken, whatever the name says."""

    field = "file"

    def __init__(self) -> None:
        super().__init__(
            says(
                "This file cannot be taken. Send a PDF, PPTX, ODP, DOCX, ODT, XLSX, CSV, TXT or MD file, or a picture "
                "(PNG, JPEG, WebP or GIF)."
            )
        )


class DocumentTooLarge(Refused):
    """More bytes than are kept, or than come out of it."""

    field = "file"

    def __init__(self) -> None:
        super().__init__(says("This file is too large. Send one of 10 MB or less, or give the address of it."))


class DocumentHasMacros(Refused):
    """A program stands in it, which would run on the machine of whoever opens it."""

    field = "file"

    def __init__(self) -> None:
        super().__init__(says("This file has macros in it. Save it without them, or as a PDF, and send that."))


class DocumentIsDamaged(Refused):
    """It begins like a document of its kind and cannot be read as one."""

    field = "file"

    def __init__(self) -> None:
        super().__init__(says("This file cannot be read. Open it, save it again or as a PDF, and send that."))
