"""The choice of a time zone."""

from flask_babel import lazy_gettext as _
from wtforms.fields.choices import SelectChoice

from convene.engines.ics import zones_that_an_event_may_choose


def zones_by_region(chosen: str) -> list[SelectChoice]:
    """The zones by region, each by its place: “Ho Chi Minh” in the group “Asia”.

    A zone by a former name (from an imported file) stays choosable where it is chosen already. "": none is chosen.
    """
    zones = zones_that_an_event_may_choose()
    if not chosen:
        return [SelectChoice("", _("Choose a zone")), *map(_zone, zones)]
    kept = [] if chosen in zones else [SelectChoice(chosen, chosen, optgroup=_("As it was"))]
    return kept + [_zone(zone) for zone in zones]


def _zone(zone: str) -> SelectChoice:
    region, slash, place = zone.partition("/")
    if not slash:
        return SelectChoice(zone, zone, optgroup=_("Everywhere"))
    return SelectChoice(zone, place.replace("_", " ").replace("/", ", "), optgroup=region)
