from convene.programme.pages import own_materials  # noqa: F401, it adds its routes to `speak`
from convene.programme.pages.files import files
from convene.programme.pages.my_agenda import FROM_KEPT_PAGES, my_agenda
from convene.programme.pages.organiser import draft
from convene.programme.pages.public import programme
from convene.programme.pages.speaker import speak

__all__ = ["FROM_KEPT_PAGES", "draft", "files", "my_agenda", "programme", "speak"]
