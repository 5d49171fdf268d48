from convene.programme.pages import (
    changes,  # noqa: F401, it adds its routes to `programme`
    own_availability,  # noqa: F401, they add their routes to `speak`
    own_materials,  # noqa: F401
)
from convene.programme.pages.files import files
from convene.programme.pages.my_agenda import FROM_KEPT_PAGES, my_agenda
from convene.programme.pages.organiser import draft
from convene.programme.pages.own_calendars import own_calendars
from convene.programme.pages.public import programme
from convene.programme.pages.speaker import speak
from convene.programme.pages.stage import stage

__all__ = ["FROM_KEPT_PAGES", "draft", "files", "my_agenda", "own_calendars", "programme", "speak", "stage"]
