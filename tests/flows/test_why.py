"""Sittings of "why here?": drawn, interrupted, gone on with, set side by side; and the page about a company."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from desk_makers import Hand

from prep.errors import BadUsage, NoSuchThing
from prep.flows import why
from prep.flows.asking import Chair
from prep.flows.hearing import Coming, Hearing
from prep.history import History
from prep.model.question import Asker, Bank, Question
from prep.model.rubrics import MOTIVATION
from prep.model.why import WhySitting, in_common
from prep.places import Places

ASKERS = tuple(Asker(id, id.title(), "W.", "Want.", 60) for id in ("recruiter", "researcher", "manager", "hr"))
BANK = Bank(
    "motivation",
    "Why here?",
    "motivation",
    ASKERS,
    tuple(Question(f"{a.id}-{n}", "motivation", a, f"Why {n}?", "x", seconds=60) for a in ASKERS for n in (1, 2)),
)
MARKS = {each.id: 3 for each in MOTIVATION.criteria}


@pytest.fixture
def chair(tmp_path: Path, clock: Hand) -> Chair:
    home = tmp_path / "home"
    home.mkdir()
    return Chair(History.open(Places(home=home, content=()), clock), clock)


def begun(chair: Chair, company: str = "") -> WhySitting:
    return why.begin(why.draw(BANK, chair, seed=1), chair, company=company)


def answer(sitting: WhySitting, chair: Chair, *texts: str) -> WhySitting:
    """Answer the next questions of the sitting, in writing."""
    questions = {each.key: each for each in BANK.questions}
    coming = [Coming(questions[key], MOTIVATION) for key in sitting.left]
    hearing = Hearing(coming, chair, sitting=sitting.id, company=sitting.company)
    for text in texts:
        hearing.write(text)
        hearing.score(MARKS, true_elsewhere=False)
        hearing.go_on()
    return why.again(sitting, chair)


def test_an_interrupted_sitting_goes_on_with_the_askers_that_are_left(chair: Chair, clock: Hand):
    """The same questions, on the same day; once all is said and compared it is over."""
    first = begun(chair, "Acme")
    one = answer(first, chair, "A.")
    clock.wait(timedelta(hours=1))
    found = why.unfinished(BANK, chair)

    assert found == one
    assert found.left == first.keys[1:]
    all_said = answer(found, chair, "B.", "C.")
    assert (all_said.left, all_said.over) == ((), False)
    assert why.unfinished(BANK, chair) == all_said
    over = why.compare(all_said, chair, same_reason=True, detail_changes=False)
    assert over.over
    assert "the same words for everybody" in over.verdict
    assert why.unfinished(BANK, chair) is None


def test_yesterdays_sitting_is_not_gone_on_with(chair: Chair, clock: Hand):
    """Nor one for another company, nor one whose questions are gone."""
    begun(chair, "Acme")
    other = why.unfinished(BANK, chair, company="Bolt")
    gone = why.unfinished(Bank("motivation", "", "motivation", ASKERS, BANK.questions[:1]), chair)
    clock.wait(timedelta(days=1))

    assert (other, gone, why.unfinished(BANK, chair)) == (None, None, None)


def test_a_sitting_of_one_needs_no_comparison(chair: Chair):
    """There is nothing to set it beside."""
    sitting = why.begin(why.draw(BANK, chair, seed=1, number=1), chair)

    assert answer(sitting, chair, "A.").over


def test_one_asker_may_ask_several(chair: Chair):
    """With a name, only that role; without one, each role once."""
    assert [pick.question.asker.id for pick in why.draw(BANK, chair, seed=1, number=5, asker="hr")] == ["hr", "hr"]
    assert len({pick.question.asker.id for pick in why.draw(BANK, chair, seed=1, number=4)}) == 4
    with pytest.raises(BadUsage, match="there are 4 askers"):
        why.draw(BANK, chair, seed=1, number=5)
    with pytest.raises(NoSuchThing, match="nobody called 'boss'"):
        why.draw(BANK, chair, seed=1, asker="boss")


def test_what_written_answers_share_is_counted(chair: Chair):
    """A number and the words, and how many the shortest has; spoken answers and single ones share nothing."""
    two = answer(begun(chair), chair, "I built routing for evaluation.", "Your evaluation is what I built for.")

    assert in_common(two.answers) == (
        "The 2 written answers share 2 content words: built, evaluation. The shortest has 2 in all."
    )
    assert in_common(two.answers[:1]) == ""


@pytest.mark.parametrize(
    ("same", "changes", "says"),
    [(True, True, "keep it"), (True, False, "same words for everybody"), (False, True, "compare notes")],
)
def test_the_comparison_says_what_to_do(chair: Chair, same: bool, changes: bool, says: str):
    """Interviewers talk to each other."""
    sitting = why.compare(begun(chair), chair, same_reason=same, detail_changes=changes)

    assert says in sitting.verdict


def test_a_page_is_laid_out_once(tmp_path: Path):
    """However the name is typed; what somebody wrote is never written over."""
    file, new = why.lay_out_facts(tmp_path / "companies", "Acme & Söhne")
    file.write_text("# Acme\n## People\n- Ada\n", encoding="utf-8")
    again = why.lay_out_facts(tmp_path / "companies", "acme  & söhne!")

    assert (file.name, new, again) == ("acme-söhne.md", True, (file, False))
    assert why.company(tmp_path / "companies", "ACME & SÖHNE").facts[0].text == "Ada"


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "C:\\x", "x" * 300])
def test_a_page_stays_in_its_folder(tmp_path: Path, name: str):
    """A name is no path."""
    assert why.company_file(tmp_path, name).parent == tmp_path
    with pytest.raises(BadUsage, match="no name for a company"):
        why.company_file(tmp_path, "..")


def test_a_company_without_a_page_is_told(tmp_path: Path):
    """With the command that makes one."""
    with pytest.raises(NoSuchThing, match="no facts about 'Acme Labs' yet") as told:
        why.company(tmp_path, "Acme Labs")

    assert "prep why --facts 'Acme Labs'" in told.value.hint
