"""What several pages of registration show."""

from uuid import UUID

from flask import Response

from convene.errors import NotFound
from convene.files.pictures import PICTURE_TYPE
from convene.files.queries import bytes_of, file_with
from convene.questionnaires.queries import Answer
from convene.web.serving import sent_file


def sent_upload(answer: Answer | None) -> Response:
    """The file of an answer, as a download; a picture, which we have made anew, may show in place. NotFound."""
    value = answer.value if answer is not None else None
    file = file_with(UUID(str(value["file_id"]))) if isinstance(value, dict) and value.get("file_id") else None
    if file is None or not isinstance(value, dict):
        raise NotFound
    return sent_file(
        lambda: bytes_of(file.id),
        content_type=file.content_type,
        digest=file.digest,
        file_name=str(value["name"]),
        shows_in_place=file.content_type == PICTURE_TYPE,
    )
