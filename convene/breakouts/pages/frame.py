"""The blueprint of the organiser's pages about breakout groups, and the frame that these stand in."""

from flask import Blueprint

groups = Blueprint("groups", __name__, url_prefix="/organise/<slug>/groups")
