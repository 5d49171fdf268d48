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
