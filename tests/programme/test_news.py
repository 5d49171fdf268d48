"""What is news, and to whom: decided on paper."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from convene.programme.catalogue import Format
from convene.programme.news import NewsKind, find_news
from convene.programme.rules.changes import ChangeKind, compare
from convene.programme.structure import OnStage, SessionFacts, Structure
from tests.programme.agendas import BALLROOM, DAY, GARDEN, JANE, VANNAK, agenda, session, structures

JANE_IS_ON = (OnStage(JANE),)


def one(**more: Any) -> SessionFacts:
    return session(1, **{"starts": "10:00", "room_id": BALLROOM.id} | more)


def kind_between(was: SessionFacts, now: SessionFacts) -> NewsKind | None:
    news = find_news(agenda(was), agenda(now)).of_sessions
    return news[was.id].kind if news else None


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (one(), one(), None),
        (one(), one(title="A typo less", abstract="Better", description="Best"), None),
        (one(), one(starts="11:00"), NewsKind.MOVED),
        (one(), one(minutes=90), NewsKind.MOVED),
        (one(), one(room_id=GARDEN.id), NewsKind.MOVED),
        (one(), one(room_id=None), NewsKind.MOVED),
        (one(), one(day=DAY.replace(day=5)), NewsKind.MOVED),
        (one(), one(starts=None), NewsKind.MOVED),
        (one(starts=None, room_id=None), one(starts=None, room_id=None), None),
        (one(starts=None, room_id=None), one(), NewsKind.MOVED),
        (one(), one(is_withdrawn=True), NewsKind.WITHDRAWN),
        (one(is_withdrawn=True), one(is_withdrawn=True, starts="11:00"), None),
        (one(is_withdrawn=True), one(starts="11:00"), NewsKind.RESTORED),
    ],
)
def test_what_is_news_to_whoever_comes(was: SessionFacts, now: SessionFacts, kind: NewsKind | None) -> None:
    assert kind_between(was, now) is kind


def test_a_session_that_is_gone_from_the_agenda_is_withdrawn_and_a_new_one_is_news_to_nobody_who_comes() -> None:
    news = find_news(agenda(one()), agenda(session(2, "12:00")))
    assert {key: each.kind for key, each in news.of_sessions.items()} == {one().id: NewsKind.WITHDRAWN}


def test_a_room_or_zone_that_is_only_called_otherwise_is_no_news() -> None:
    was = agenda(one(people=JANE_IS_ON), zone="Asia/Saigon")
    now = agenda(one(people=JANE_IS_ON), zone="Asia/Ho_Chi_Minh", rooms=(replace(BALLROOM, name="Ball Room"), GARDEN))
    news = find_news(was, now)
    assert not news.of_sessions
    assert not news.on_stage


@given(structures(), structures())
def test_what_is_shown_as_moved_is_what_is_mailed_as_moved(before: Structure, after: Structure) -> None:
    news = find_news(before, after).of_sessions.values()
    mailed = {each.session.id for each in news if each.kind is NewsKind.MOVED}
    assert {each.session.id for each in compare(before, after).of_kind(ChangeKind.MOVED)} == mailed


def test_another_zone_is_another_time() -> None:
    news = find_news(agenda(one()), agenda(one(), zone="Europe/Berlin")).of_sessions[one().id]
    assert (news.kind, news.was.zone if news.was else "", news.now.zone if news.now else "") == (
        NewsKind.MOVED,
        "Asia/Bangkok",
        "Europe/Berlin",
    )


def test_the_second_of_two_equal_hours_is_another_time() -> None:
    night = DAY.replace(month=10, day=31)
    was, now = (one(day=night, starts="02:30", fold=fold) for fold in (0, 1))
    news = find_news(agenda(was, zone="Europe/Berlin"), agenda(now, zone="Europe/Berlin"))
    assert news.of_sessions[was.id].kind is NewsKind.MOVED


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (one(people=JANE_IS_ON), one(people=JANE_IS_ON), None),
        (one(people=JANE_IS_ON), one(people=JANE_IS_ON, starts="11:00"), NewsKind.MOVED),
        (one(people=JANE_IS_ON), one(people=JANE_IS_ON, is_withdrawn=True), NewsKind.WITHDRAWN),
        (one(people=JANE_IS_ON), one(is_withdrawn=True), NewsKind.WITHDRAWN),
        (one(people=JANE_IS_ON), one(), NewsKind.OFF_STAGE),
        (one(people=JANE_IS_ON), one(starts="11:00"), NewsKind.OFF_STAGE),
        (one(), one(people=JANE_IS_ON), NewsKind.ON_STAGE),
        (one(), one(people=JANE_IS_ON, starts="11:00"), NewsKind.ON_STAGE),
        (one(), one(people=JANE_IS_ON, is_withdrawn=True), None),
        (one(is_withdrawn=True, people=JANE_IS_ON), one(people=JANE_IS_ON), NewsKind.RESTORED),
        (one(is_withdrawn=True, people=JANE_IS_ON), one(), None),
        (one(is_withdrawn=True), one(people=JANE_IS_ON), NewsKind.ON_STAGE),
    ],
)
def test_what_is_news_to_somebody_on_stage(was: SessionFacts, now: SessionFacts, kind: NewsKind | None) -> None:
    theirs = find_news(agenda(was), agenda(now)).on_stage.get(JANE, ())
    assert [each.kind for each in theirs] == ([kind] if kind else [])


def test_a_first_agenda_is_news_to_those_on_stage_alone() -> None:
    news = find_news(None, agenda(one(people=JANE_IS_ON), session(2, "12:00", people=(OnStage(VANNAK),))))
    assert news.of_sessions == {}
    assert {person: [each.kind for each in theirs] for person, theirs in news.on_stage.items()} == {
        JANE: [NewsKind.ON_STAGE],
        VANNAK: [NewsKind.ON_STAGE],
    }


def test_a_coffee_that_begins_later_is_no_news_to_everybody() -> None:
    coffee = session(2, "12:00", format=Format.BREAK)
    later = session(2, "12:15", format=Format.BREAK)
    news = find_news(agenda(one(), coffee), agenda(one(starts="11:00"), later))
    assert set(news.of_sessions) == {one().id, coffee.id}
    assert [each.session.id for each in news.for_everybody] == [one().id]


@given(structures())
def test_the_same_agenda_is_no_news(structure: Structure) -> None:
    news = find_news(structure, structure)
    assert not news.of_sessions
    assert not news.on_stage


@given(structures(), structures())
def test_nobody_is_told_twice_of_one_session(before: Structure, after: Structure) -> None:
    for theirs in find_news(before, after).on_stage.values():
        sessions = [each.session.id for each in theirs]
        assert len(sessions) == len(set(sessions))
