"""A new talk: the usual budgets for its length, written so that it reads back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prep.catalogue.talks import read_talk
from prep.errors import BadContent, BadUsage, PrepError
from prep.flows.author_talk import copied, draft, results_in
from prep.flows.talk_file import write_talk
from prep.model.cut import cut
from prep.model.problem import QuestionAndAnswer
from prep.model.talk import VERSIONS, Section, Talk

MINUTE = timedelta(minutes=1)
EXACTLY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


@EXACTLY
@given(minutes=st.integers(5, 180), results=st.integers(1, 4))
def test_a_draft_of_any_length_is_a_sound_talk(tmp_path_factory, minutes: int, results: int):
    """All its time is planned, in quarters of a minute, and it can be cut to each shorter version."""
    talk = write_talk(draft("mine", title="T", minutes=minutes, results=results), tmp_path_factory.mktemp("t") / "mine")

    assert talk.planned == minutes * MINUTE
    assert all(section.target % (MINUTE / 4) == timedelta(0) for section in talk.sections)
    assert all(cut(talk.sections, version * MINUTE).feasible for version in VERSIONS if version <= minutes)


@pytest.mark.parametrize(
    ("minutes", "budgets"),
    [
        # The guide's table: hook, theme, idea, evidence, second result, limits, agenda, close.
        (45, (6, 5, 9, 9, 6, 3, 5, 2)),
        (30, (4.5, 2, 6.5, 5.5, 4, 1.5, 4, 2)),
        (20, (3.5, 2, 6.5, 4.5, 0, 1.5, 1, 1)),
        (10, (2.5, 0, 3, 2, 0, 0, 1.5, 1)),
        (5, (1.5, 0, 1.5, 0, 0, 0, 1, 1)),
    ],
)
def test_the_budgets_are_those_of_a_job_talk(minutes: int, budgets: tuple[float, ...]):
    """Each point of the table, its core and its elaboration together, within two minutes of what is usual."""
    times = {each.title: each.target / MINUTE for each in draft("mine", title="T", minutes=minutes).sections}
    points = (
        ("The problem, in one picture", "Why it matters, and why it is open"),
        ("One theme, and a map of my work",),
        ("The idea", "How it works"),
        ("Evidence: the main result", "Evidence: what else could explain it"),
        ("A second result",),
        ("Limits, and what failed",),
        ("What I would do here first", "Where it leads"),
        ("Close: one sentence",),
    )

    assert tuple(sum(times.get(title, 0) for title in point) for point in points) == budgets


@pytest.mark.parametrize(("minutes", "results", "held"), [(45, 1, 1), (45, 4, 4), (20, 3, 1), (30, 3, 2), (60, 3, 3)])
def test_results_that_have_no_room_are_left_out(minutes: int, results: int, held: int):
    """A short talk tells one result, whatever was asked for."""
    assert results_in(draft("mine", title="T", minutes=minutes, results=results)) == held


def test_the_theme_is_where_it_is_said():
    """In the map and in the close; where it is not known yet, the sign says so."""
    known = [each.notes for each in draft("mine", title="T", minutes=45, theme="Keep who said it.").sections]
    unknown = [each.notes for each in draft("mine", title="T", minutes=45).sections]

    assert sum('"Keep who said it."' in notes for notes in known) == 2
    assert sum("✎ what all of your work is about" in notes for notes in unknown) == 2
    assert not any("{" in notes for notes in (*known, *unknown))


def test_a_copy_has_a_history_of_its_own():
    """All is the same but the name and the uuid."""
    talk = draft("mine", title="T", minutes=45)
    copy = copied(talk, "other")

    assert (copy.slug, copy.sections) == ("other", talk.sections)
    assert copy.uuid != talk.uuid


line = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1).map(lambda text: f'"{text}\\')
paragraph = st.lists(st.text(st.characters(exclude_categories=("C",)) | st.just('"')), min_size=1, max_size=4).map(
    lambda lines: "\n".join(lines).strip()
)


@EXACTLY
@given(title=line, notes=paragraph, bridge=line, question=paragraph.filter(bool))
def test_any_text_is_written_so_that_it_reads_back(
    tmp_path_factory, title: str, notes: str, bridge: str, question: str
):
    """Quotes, backslashes, three quotes in a row, letters of any script: what is read is what was written."""
    section = Section(title, 5 * MINUTE, timedelta(seconds=61), 5, 1, (2, 2), notes, bridge)
    talk = Talk(
        "mine",
        "0190a6ee-6f7a-7cc3-98c4-dc0c0c07398f",
        title,
        5,
        (section,),
        questions_minutes=0,
        questions=(QuestionAndAnswer(question, bridge),),
    )
    folder = tmp_path_factory.mktemp("t") / "mine"

    assert write_talk(talk, folder) == replace(talk, folder=folder)


def test_what_does_not_read_back_is_not_put_in_place(tmp_path: Path):
    """A talk that would be broken is told, and the place stays empty."""
    talk = replace(draft("mine", title="T", minutes=45), minutes=44)

    with pytest.raises(BadContent, match="the sections take 45:00, and the talk is 44:00"):
        write_talk(talk, tmp_path / "talks" / "mine")
    assert list((tmp_path / "talks").iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path):
    """Not even an empty folder."""
    (tmp_path / "mine").mkdir()

    with pytest.raises(BadUsage, match="is there already"):
        write_talk(draft("mine", title="T", minutes=45), tmp_path / "mine")
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_place_that_cannot_be_written(tmp_path: Path):
    """Said in one sentence; a file where a folder should be, for one."""
    (tmp_path / "talks").write_text("")

    with pytest.raises(PrepError, match="could not be written"):
        write_talk(draft("mine", title="T", minutes=45), tmp_path / "talks" / "mine")


def test_a_written_talk_teaches_its_format(tmp_path: Path):
    """Comments say what each key is, and a section without slides shows how they are written."""
    write_talk(draft("mine", title="T", minutes=20), tmp_path / "mine")
    text = (tmp_path / "mine" / "talk.toml").read_text(encoding="utf-8")

    assert "the shortest version" in text
    assert '# slides = "1-4"' in text
    assert read_talk(tmp_path / "mine").questions
