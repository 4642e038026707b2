"""The talks that come with prep: read without a fault, and sensible at every length they are asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from prep.catalogue.talks import find_talk, find_talks
from prep.model.cut import cut
from prep.model.talk import VERSIONS, Talk
from prep.places import own_content

ROOTS = (own_content() / "talks",)
SLUGS = ("applied-scientist-talk", "research-job-talk", "thesis-overview")
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=SLUGS)
def talk(request: pytest.FixtureRequest) -> Talk:
    return find_talk(ROOTS, request.param)


def test_all_of_them_read():
    """No folder under talks/ has a fault."""
    shelf = find_talks(ROOTS)

    assert shelf.faults == ()
    assert tuple(each.slug for each in shelf.talks) == SLUGS


def test_a_talk_is_complete(talk: Talk):
    """All its time is planned, slide by slide; each section has notes, each but the last a bridge."""
    assert talk.planned == talk.minutes * MINUTE
    assert 6 <= len(talk.questions) <= 10
    assert [each.slides[0] for each in talk.sections[1:] if each.slides] == [
        each.slides[1] + 1 for each in talk.sections[:-1] if each.slides
    ]
    for section in talk.sections:
        assert section.notes
        assert "Say" in section.notes
        assert "How" in section.notes
        assert bool(section.bridge) == (section is not talk.sections[-1])


def test_notes_can_be_read_at_a_glance(talk: Talk):
    """No line of them breaks in a terminal of 80 columns, and no title in a card's row."""
    for section in talk.sections:
        assert len(section.title) <= 42
        assert all(len(line) <= 78 for line in section.notes.splitlines())


@pytest.mark.parametrize("minutes", VERSIONS)
def test_every_version_is_a_talk(talk: Talk, minutes: int):
    """It begins with the problem and ends with the close; what belongs to a longer version is left out."""
    plan = cut(talk.sections, minutes * MINUTE)

    assert plan.feasible
    assert {0, len(talk.sections) - 1} <= set(plan.kept)
    assert plan.spare == max(minutes - talk.minutes, 0) * MINUTE
    assert [n for n, each in enumerate(talk.sections) if each.tier <= minutes] == list(plan.kept)
    assert all(part.time >= MINUTE / 2 for part in plan.parts if not part.cut)


@pytest.mark.parametrize("minutes", [minutes for minutes in VERSIONS if minutes < 45])
def test_what_is_left_out_is_bridged(talk: Talk, minutes: int):
    """Before each gap there is a sentence to say and a slide to go to."""
    plan = cut(talk.sections, minutes * MINUTE)
    gaps = [n for n in plan.kept if n + 1 < len(plan.parts) and plan.parts[n + 1].cut]

    assert bool(gaps) == (minutes < talk.minutes and len(plan.kept) < len(talk.sections))
    for n in gaps:
        assert plan.parts[n].bridge
        assert plan.parts[n].jump == talk.sections[plan.after(n) or 0].slides[0]  # type: ignore[index]  # they all have
