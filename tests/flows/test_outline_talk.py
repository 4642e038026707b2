"""A deck becomes a talk: minutes that add up, and guesses that any cut can live with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prep.errors import BadUsage
from prep.flows.outline_talk import HALF, outline, shared, slug_for, taken
from prep.flows.talk_file import write_talk
from prep.model.cut import cut
from prep.model.deck import Deck, DeckPart
from prep.model.moment import ZERO
from prep.model.talk import VERSIONS
from prep.places import Places

MINUTE = timedelta(minutes=1)


def deck(*parts: tuple[str, int], title: str = "Fog") -> Deck:
    """A deck of these parts, each with so many slides."""
    found: list[DeckPart] = []
    for name, slides in parts:
        first = found[-1].last + 1 if found else 1
        backup = name == "Backup"
        found.append(DeckPart(name, first, first + slides - 1, notes=f"{first}: a note", backup=backup))
    return Deck(title, tuple(found), found[-1].last, "as it says")


FOG = deck(("Motivation", 4), ("Related work", 3), ("Method", 9), ("Results", 8), ("Limits", 2), ("Conclusion", 2))


def test_minutes_go_by_slides():
    """The full minutes are shared by the number of slides, in halves."""
    assert [span / MINUTE for span in shared(45, [4, 3, 9, 8, 2, 2])] == [6.5, 5.0, 14.5, 13.0, 3.0, 3.0]
    assert [span / MINUTE for span in shared(45, [40, 1])] == [44.0, 1.0]
    assert [span / MINUTE for span in shared(5, [400, 1, 1])] == [4.0, 0.5, 0.5]


@settings(max_examples=300, deadline=None)
@given(st.integers(5, 180), st.lists(st.integers(1, 500), min_size=1, max_size=10))
def test_shares_add_up(minutes: int, slides: Sequence[int]):
    """Whatever the deck, the shares are halves of a minute, none is nothing, and their sum is the talk."""
    times = shared(minutes, slides)

    assert sum(times, ZERO) == minutes * MINUTE
    assert all(time >= HALF and time % HALF == ZERO for time in times)


def test_the_musts_are_the_first_the_result_and_the_close():
    """They are in the five-minute version, and why is said."""
    found = outline(FOG, 45, "fog")

    tiers = {section.title: (section.tier, section.priority) for section in found.talk.sections}
    assert tiers["Motivation"] == (5, 1)
    assert tiers["Results"] == (5, 2)
    assert tiers["Conclusion"] == (5, 3)
    assert [tier for tier, _ in tiers.values()].count(5) == 3
    assert dict(zip(tiers, found.reasons, strict=True)) == {
        "Motivation": "must: the first section",
        "Related work": "by its length",
        "Method": "by its length",
        "Results": "must: named like the main result",
        "Limits": "by its length",
        "Conclusion": "must: named like a conclusion",
    }


def test_without_names_the_longest_and_the_last_are_taken():
    """A deck whose headings say nothing still gets three musts."""
    found = outline(deck(("A", 2), ("B", 9), ("C", 3), ("D", 1)), 45, "fog")

    musts = ("must: the first section", "must: the longest section", "must: the last section")
    assert found.reasons == (*musts[:2], "by its length", musts[2])


def test_backup_gets_no_minutes():
    """What is kept for questions is no section."""
    found = outline(deck(("Why", 2), ("How", 3), ("Backup", 9)), 20, "fog")

    assert [section.title for section in found.talk.sections] == ["Why", "How"]
    assert [part.title for part in found.backup] == ["Backup"]
    assert found.talk.planned == 20 * MINUTE


def test_two_sections_of_one_name_are_told_apart():
    """Titles are unique in a talk."""
    found = outline(deck(("Results", 2), ("results", 3), ("Results (2)", 1), ("End", 1)), 20, "fog")

    assert [each.title for each in found.talk.sections] == ["Results", "results (2)", "Results (2) (2)", "End"]


def test_too_many_sections_join():
    """A short talk has room for few sections, and that some were joined is said."""
    found = outline(deck(*((f"Part {n}", 1 + n % 3) for n in range(30))), 5, "fog")

    assert len(found.talk.sections) <= 10
    assert sum(section.slide_count for section in found.talk.sections) == 60
    assert "30 sections are too many for 5 minutes" in found.warnings[0]


Parts = st.lists(
    st.tuples(st.sampled_from(["Why", "Method", "Results", "Summary", "x"]), st.integers(1, 60)),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(Parts, st.integers(5, 180))
def test_the_talk_is_one_that_the_catalogue_reads(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[str, int]], minutes: int
):
    """Whatever the deck and the minutes: the file reads without a fault, and each shorter version is feasible."""
    found = outline(deck(*parts), minutes, "a-talk")

    talk = write_talk(found.talk, tmp_path_factory.mktemp("talks") / "a-talk")

    assert talk.sections == found.talk.sections
    assert talk.planned == minutes * MINUTE
    assert all(cut(talk.sections, version * MINUTE).feasible for version in VERSIONS if version <= minutes)


@pytest.mark.parametrize(
    ("file", "title", "slug"),
    [
        ("robust-labels.pdf", "Anything", "robust-labels"),
        ("My Talk (final) v2.pdf", "Anything", "my-talk-final-v2"),
        ("main.tex", "Robust labels & noise", "robust-labels-noise"),
        ("slides.pdf", "Überblick über Größe", "uberblick-uber-groe"),
        ("slides.pdf", "霧", "my-talk"),
        ("import.md", "list", "my-talk"),
        ("a b c d e f g h i.pdf", "", "a-b-c-d-e-f"),
    ],
)
def test_a_talk_is_named_after_its_file_or_its_title(file: str, title: str, slug: str):
    """A file's name that says nothing gives way to the title; no talk is named like a command."""
    assert slug_for(None, file=Path(file), title=title, taken=()) == slug


def test_a_taken_name_is_an_error_with_a_free_one():
    """Nothing is overwritten, and a name that is free is given."""
    with pytest.raises(BadUsage) as found:
        slug_for(None, file=Path("fog.pdf"), title="", taken={"fog", "fog-2"})

    assert "--slug fog-3" in found.value.hint


@pytest.mark.parametrize("name", ["Fog", "a_b", "", "list", "../x", "-a"])
def test_a_name_that_cannot_be_is_refused(name: str):
    """A talk is named by lower-case words, and never like a command."""
    with pytest.raises(BadUsage, match="cannot be the name of a talk"):
        slug_for(name, file=Path("fog.pdf"), title="", taken=())


def test_whatever_is_in_the_folder_is_taken(tmp_path: Path):
    """Talks of the content, the user's own, and a file or an empty folder in their place."""
    places = Places(tmp_path, (tmp_path / "content",))
    for folder in (places.talks / "own", places.talks / "empty", tmp_path / "content" / "talks" / "given"):
        folder.mkdir(parents=True)
    (places.talks / "own" / "talk.toml").write_text("")
    (tmp_path / "content" / "talks" / "given" / "talk.toml").write_text("")
    (places.talks / "file").write_text("")

    assert taken(places) >= {"own", "empty", "file", "given"}
