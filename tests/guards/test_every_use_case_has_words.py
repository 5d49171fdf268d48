"""The log and the outbox speak in words of everything that they can show."""

import importlib
import inspect
import pkgutil

from flask import Flask

import convene
from convene.events.pages.mail import SUBJECTS
from convene.events.pages.operator import SUBJECTS as SUBJECTS_OF_NO_EVENT
from convene.outbox import catalogue

#: They concern an account, a person, a file or a calendar, and begin by themselves in no event.
OF_NO_EVENT = {"accounts", "calendar", "files", "people", "teams"}


def test_every_use_case_of_an_event_has_words_for_the_log(app: Flask) -> None:
    told = set(app.extensions["log_words"])
    names = set()
    for module in pkgutil.walk_packages(convene.__path__, "convene."):
        if ".services" not in module.name:
            continue
        feature = module.name.split(".")[1]
        for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
            if getattr(function, "is_use_case", False) and function.__module__ == module.name and name[0] != "_":
                names.add(f"{feature}.{name}")
    # What is bookkeeping leaves no line; its names are few and say so.
    bookkeeping = {
        f"outbox.{name}" for name in ("claim_next", "record_sent", "record_failure", "drop", "drop_bytes_older_than")
    }
    bookkeeping |= {"subscriptions.forget_what_is_over"}
    bookkeeping |= {f"programme.{name}" for name in ("star", "unstar", "forget_reader")}
    bookkeeping |= {"programme.forget_readers_unused_since", "programme.forget_needs", "programme.hold_dates_for_stage"}
    bookkeeping |= {f"programme.{name}" for name in ("begin_proposal", "record_progress", "end_proposal")}
    bookkeeping |= {f"breakouts.{name}" for name in ("begin_run", "record_progress", "use_groups", "end_without")}
    bookkeeping |= {"registration.answer_form", "outbox.send_to_new_address"}
    bookkeeping |= {f"outbox.{name}" for name in ("hold_last", "hold_all", "drop_these", "hold_back", "let_go")}
    bookkeeping |= {f"registration.{name}" for name in ("answer_form_of_many", "erase_answers_to")}
    bookkeeping |= {"registration.note_who_has_registered", "registration.end_holds"}
    bookkeeping |= {"breakouts.save_card"}
    missing = {name for name in names - bookkeeping - told if name.split(".")[0] not in OF_NO_EVENT}
    assert not missing
    assert not told - names


def test_every_message_of_an_event_has_a_name_for_the_outbox(app: Flask) -> None:
    # What is mailed about an account stands in no event's outbox, but on a page for operators.
    assert set(catalogue.names()) - set(SUBJECTS_OF_NO_EVENT) == set(SUBJECTS)
