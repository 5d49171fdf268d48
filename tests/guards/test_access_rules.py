import ast
from pathlib import Path

import pytest
from flask import Blueprint, Flask

from config import Config
from convene.app import create_app
from convene.web.guards import AccessRule

PAGES = sorted((Path(__file__).parents[2] / "convene").glob("*/pages/*.py"))


def test_every_route_says_who_may_open_it(app: Flask) -> None:
    silent = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not isinstance(getattr(app.view_functions[rule.endpoint], "access_rule", None), AccessRule)
    ]
    assert silent == []


def test_a_route_that_does_not_say_it_stays_closed(tmp_path: Path) -> None:
    planted = Blueprint("planted", __name__)

    @planted.get("/planted")
    def forgotten() -> str:
        return "the secret of a page whose guard was forgotten"

    app = create_app(Config(instance=tmp_path, secret_key="planted", queue_url="memory://", testing=True))
    app.register_blueprint(planted)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get("/planted")
    assert answer.status_code == 500
    assert b"secret of a page" not in answer.data


@pytest.mark.parametrize("path", PAGES, ids=lambda path: "/".join(path.parts[-3:]))
def test_the_guard_stands_in_the_line_below_the_routes(path: Path) -> None:
    """Guards stamp the function they are given: above the route they would stamp nothing that the app asks."""
    for function in ast.parse(path.read_text()).body:
        if not isinstance(function, ast.FunctionDef):
            continue
        names = [ast.unparse(decorator) for decorator in function.decorator_list]
        routes = [place for place, name in enumerate(names) if name.split("(")[0].split(".")[-1] in
                  {"route", "get", "post"}]  # fmt: skip
        if routes:
            assert max(routes) + 1 < len(names), f"{function.name} has no guard below its route"
            assert routes == list(range(len(routes))), f"{function.name}: routes come first"
