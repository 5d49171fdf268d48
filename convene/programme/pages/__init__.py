from convene.programme.pages.files import files
from convene.programme.pages.organiser import draft
from convene.programme.pages.public import programme
from convene.programme.pages.speaker import speak

__all__ = ["draft", "files", "programme", "speak"]
