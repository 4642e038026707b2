"""Every step of a session: what it does, what it records, and when it is refused."""

from __future__ import annotations

import pytest
from desk_makers import MARKS, MINUTE, RIGHT, STARTER, Hand, desk_at, grading

from prep.errors import BadUsage, NoSuchThing
from prep.flows import practise, presence
from prep.flows.desk import Desk
from prep.model.outcome import Outcome
from prep.model.problem import Problem, QuestionAndAnswer, Stage
from prep.model.rubric import CODING
from prep.model.session import Mode, Phase

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


def test_start_lays_everything_out(problem: Problem, desk: Desk):
    """The starter, the statement and the given files are there before the clock is read by anybody."""
    practise.start(problem, desk)
    folder = desk.workspace.folder("double")

    assert (folder / "answer.py").read_text() == STARTER
    assert "# Doubling" in (folder / "statement.md").read_text()
    assert (folder / "data.txt").read_text() == "1 2 3\n"


def test_a_session_is_the_same_for_a_new_process(problem: Problem, desk: Desk, home, clock: Hand):
    """Everything is in the journal: another process finds the session as this one has it."""
    session = practise.start(problem, desk, mode=Mode.INTERVIEW, minutes=25, seed=3)
    other = desk_at(home, clock)

    assert practise.open_session(other) == session
    assert (session.mode, session.minutes, session.seed) == (Mode.INTERVIEW, 25, 3)


def test_one_session_is_open_at_a_time(problem: Problem, growing: Problem, desk: Desk):
    """Starting another is refused, with the three ways on; nothing was touched."""
    practise.start(problem, desk)

    with pytest.raises(BadUsage, match="'double' is open") as refused:
        practise.start(growing, desk)
    for way in ("`prep code`", "`prep code finish`", "`prep code start growing --park`"):
        assert way in refused.value.hint
    assert not desk.workspace.folder("growing").exists()


def test_a_parked_session_waits(problem: Problem, growing: Problem, desk: Desk):
    """Set aside, another one runs; the parked one is found again, and not begun a second time."""
    first = practise.start(problem, desk)
    practise.pause(first, desk, why="parked")
    second = practise.start(growing, desk)
    practise.finish(second, desk)

    assert practise.open_session(desk) is None
    waiting = practise.unfinished(desk, "double")
    assert waiting is not None
    assert waiting.id == first.id
    with pytest.raises(BadUsage, match="parked session on 'double' waits"):
        practise.start(problem, desk)
    assert practise.go_on(waiting, desk) == practise.open_session(desk)


def test_hints_rise_until_there_are_none(problem: Problem, desk: Desk):
    """Each is the next one, and recorded; a fourth is refused in words."""
    session, says = practise.start(problem, desk), []
    for _ in range(3):
        session, hint = practise.hint(session, problem, desk)
        says.append(hint)

    assert says == ["a nudge", "the idea", "nearly the code"]
    assert session.hints == 3
    with pytest.raises(NoSuchThing, match="no more hints"):
        practise.hint(session, problem, desk)


def test_questions_are_answered_one_at_a_time(problem: Problem, desk: Desk):
    """Asking is clarifying: it costs nothing and does not begin the coding."""
    session = practise.start(problem, desk)
    session, first = practise.ask(session, problem, desk)
    session, second = practise.ask(session, problem, desk)

    assert [first.answer, second.answer] == ["of numbers", "no"]
    assert session.phase is Phase.CLARIFY
    with pytest.raises(NoSuchThing, match="nothing more to clarify"):
        practise.ask(session, problem, desk)


def test_a_second_terminal_opens_the_next_hint(problem: Problem, desk: Desk):
    """A session held in a screen for a while still counts what a shell did in between."""
    held = practise.start(problem, desk)
    practise.hint(held, problem, desk)

    session, says = practise.hint(held, problem, desk)

    assert says == "the idea"
    assert session.hints == 2


def test_follow_ups_come_after_a_pass(problem: Problem, desk_with):
    """Before it they are refused, after it they come one by one, and then there are no more."""
    desk = desk_with(FAILED, PASSED)
    session = practise.submit(practise.start(problem, desk), problem, desk).session
    with pytest.raises(BadUsage, match="after a pass"):
        practise.next_step(session, problem, desk)
    session = practise.submit(session, problem, desk).session

    session, first = practise.next_step(session, problem, desk)
    assert isinstance(first, QuestionAndAnswer)
    assert session.phase is Phase.FOLLOW_UPS
    session, _ = practise.next_step(session, problem, desk)
    with pytest.raises(NoSuchThing, match="no more follow-ups"):
        practise.next_step(session, problem, desk)


def test_stages_open_by_hand_once_green(growing: Problem, desk_with):
    """A red stage stays; a green one does not advance by itself; the statement beside the answer grows."""
    desk = desk_with(FAILED, PASSED)
    session = practise.submit(practise.start(growing, desk), growing, desk).session
    with pytest.raises(BadUsage, match="stage 1 is not green"):
        practise.next_step(session, growing, desk)
    session = practise.submit(session, growing, desk).session
    stage_after_the_pass = session.stage

    session, step = practise.next_step(session, growing, desk)

    assert stage_after_the_pass == 1
    assert isinstance(step, Stage)
    assert (session.stage, step.title) == (2, "Second")
    beside = (desk.workspace.folder("growing") / "statement.md").read_text()
    assert "Stage 2: Second" in beside
    assert "Third" not in beside


def test_the_optional_stage_is_no_part_of_the_pass(growing: Problem, desk_with):
    """The required stages green is a pass; the optional one may be opened after it, and follow-ups come last."""
    desk = desk_with(PASSED)
    session = practise.submit(practise.start(growing, desk), growing, desk).session
    passed_with_one_stage = session.passed
    session, _ = practise.next_step(session, growing, desk)
    session = practise.submit(session, growing, desk).session
    passed_with_two = session.passed
    session, third = practise.next_step(session, growing, desk)
    session, then = practise.next_step(session, growing, desk)

    assert (passed_with_one_stage, passed_with_two) == (False, True)
    assert isinstance(third, Stage)
    assert third.optional
    assert isinstance(then, QuestionAndAnswer)


def test_only_opened_stages_are_graded(growing: Problem, home, clock: Hand):
    """The grader is asked for the stages that are open, under the session's seed."""
    grade = grading(PASSED)
    desk = desk_at(home, clock, grade)
    session = practise.submit(practise.start(growing, desk, seed=5), growing, desk).session
    session, _ = practise.next_step(session, growing, desk)
    practise.submit(session, growing, desk)

    assert [(options["stage"], options["seed"]) for _, options in grade.given] == [(1, 5), (2, 5)]


def test_the_solution_stays_shut(problem: Problem, desk: Desk):
    """Not after a failure, not after every hint, not after the finish: only a pass or a give-up opens it."""
    session = practise.submit(practise.start(problem, desk), problem, desk).session
    for _ in range(3):
        session, _ = practise.hint(session, problem, desk)
    with pytest.raises(BadUsage, match="opens after a pass, or after giving up"):
        practise.solution(session, problem, desk)
    finished = practise.finish(session, desk)
    with pytest.raises(BadUsage, match="opens after"):
        practise.solution(finished, problem, desk)

    given_up = practise.give_up(finished, desk)
    session, solution = practise.solution(given_up, problem, desk)

    assert solution == RIGHT
    assert (session.gave_up, session.revealed) == (True, True)


def test_looking_twice_is_recorded_once(problem: Problem, desk: Desk):
    """Giving up and looking are facts; doing them again adds none. After a pass there is nothing to give up."""
    session = practise.start(problem, desk)
    for _ in range(2):
        session = practise.give_up(session, desk)
        session, _ = practise.solution(session, problem, desk)

    assert len(desk.history.facts(kinds=["session.gave_up", "session.revealed"])) == 2


def test_after_a_pass_there_is_nothing_to_give_up(problem: Problem, desk_with):
    """The history does not say that somebody gave up who did not."""
    desk = desk_with(PASSED)
    passed = practise.submit(practise.start(problem, desk), problem, desk).session

    assert not practise.give_up(passed, desk).gave_up


def test_finish_archives_the_answer(problem: Problem, desk: Desk, clock: Hand):
    """The clock stops, the answer moves to the archive, the phase is self-score; finishing again changes nothing."""
    session = practise.start(problem, desk)
    answer = desk.workspace.answer("double")
    answer.write_text(RIGHT)
    clock.wait(2 * MINUTE)
    finished = practise.finish(session, desk)
    again = practise.finish(session, desk)

    assert not answer.exists()
    assert [file.read_text() for file in answer.parent.glob("archive/*/answer.py")] == [RIGHT]
    assert finished == again
    assert finished.phase is Phase.SELF_SCORE
    assert finished.took == 2 * MINUTE


def test_the_next_session_begins_with_the_starter(problem: Problem, desk: Desk):
    """What was finished is put away; `--continue` takes it up again."""
    answer = desk.workspace.answer("double")
    first = practise.start(problem, desk)
    answer.write_text(RIGHT)
    practise.finish(first, desk)
    second = practise.start(problem, desk)
    afresh = answer.read_text()
    answer.write_text(RIGHT + "# better\n")
    practise.finish(second, desk)
    practise.start(problem, desk, keep=True)

    assert afresh == STARTER
    assert answer.read_text() == RIGHT + "# better\n"


def test_scores_come_after_the_finish_and_once(problem: Problem, desk: Desk):
    """A session is scored when it is over, with a mark for each criterion, and not a second time."""
    session = practise.start(problem, desk)
    with pytest.raises(BadUsage, match="once it is finished"):
        practise.score(session, MARKS, desk)
    finished = practise.finish(session, desk)
    waiting = practise.unscored(desk)
    with pytest.raises(BadUsage, match="each criterion a mark from 1 to 4"):
        practise.score(finished, {**MARKS, "code": 5}, desk)
    scored = practise.score(finished, MARKS, desk, note="said too little")

    assert waiting is not None
    assert waiting.id == finished.id
    assert scored.phase is Phase.DONE
    assert scored.score is not None
    assert (dict(scored.score.marks), scored.score.note, scored.score.rubric) == (MARKS, "said too little", CODING.id)
    assert practise.unscored(desk) is None
    with pytest.raises(BadUsage, match="scored already"):
        practise.score(scored, MARKS, desk)


def test_reset_brings_the_starter_back_and_deletes_nothing(growing: Problem, desk_with):
    """Twice in the same second: both answers are kept; the statement stays at the stage that is open."""
    desk = desk_with(PASSED)
    session = practise.submit(practise.start(growing, desk), growing, desk).session
    session, _ = practise.next_step(session, growing, desk)
    answer = desk.workspace.answer("growing")
    for text in ("one = 1\n", "two = 2\n"):
        answer.write_text(text)
        session = practise.reset(session, growing, desk)

    kept = sorted(file.read_text() for file in answer.parent.glob("archive/*/answer.py"))
    assert kept == ["one = 1\n", "two = 2\n"]
    assert answer.read_text() == STARTER
    assert "Stage 2" in (answer.parent / "statement.md").read_text()
    assert session.stage == 2


@pytest.mark.parametrize(
    "step",
    [
        practise.hint,
        practise.ask,
        practise.next_step,
        practise.submit,
        practise.reset,
        lambda session, problem, desk: practise.pause(session, desk),
        lambda session, problem, desk: practise.go_on(session, desk),
    ],
    ids=["hint", "ask", "next", "submit", "reset", "pause", "go on"],
)
def test_a_finished_session_takes_no_more_steps(problem: Problem, desk_with, step):
    """A screen left open in another terminal cannot change what is finished, its measured mark least of all."""
    desk = desk_with(PASSED)
    held = practise.submit(practise.start(problem, desk), problem, desk).session
    finished = practise.finish(held, desk)
    before = desk.history.facts()

    with pytest.raises(BadUsage, match="is finished"):
        step(held, problem, desk)
    assert desk.history.facts() == before
    assert practise.again(held.id, desk) == finished


def test_a_lost_answer_comes_back(problem: Problem, desk: Desk):
    """A file that was deleted is there again on resuming: the last submission, or the starter before any."""
    answer = desk.workspace.answer("double")
    session = practise.start(problem, desk)
    answer.unlink()
    session = presence.resume(session, problem, desk)
    before_any = answer.read_text()
    answer.write_text(RIGHT)
    session = practise.submit(session, problem, desk).session
    answer.unlink()
    session = presence.resume(session, problem, desk)
    after_one = answer.read_text()
    answer.write_text("mine = 1\n")
    presence.resume(session, problem, desk)

    assert before_any == STARTER
    assert after_one == RIGHT
    assert answer.read_text() == "mine = 1\n"


def test_the_newest_text_is_the_answer_or_what_was_kept_of_it(problem: Problem, desk: Desk):
    """Beside the solution stands the answer; after the finish, the one that was submitted last."""
    session = practise.start(problem, desk)
    answer = desk.workspace.answer("double")
    untouched = presence.newest_text(session, problem, desk)
    answer.write_text(RIGHT)
    session = practise.submit(session, problem, desk).session
    answer.write_text(RIGHT + "# later\n")
    standing = presence.newest_text(session, problem, desk)
    finished = practise.finish(session, desk)

    assert untouched == STARTER
    assert standing == RIGHT + "# later\n"
    assert presence.newest_text(finished, problem, desk) == RIGHT
