"""Three weeks of somebody who prepares for an interview: sessions, rehearsals, answers, two mock days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from command_line import CommandLine
from histories import FAILED, PASSED, Life, _verdict

from prep.catalogue.talks import find_talk
from prep.flows import asking, day, practise, rehearse
from prep.flows.asking import Chair
from prep.flows.rehearse import Lectern
from prep.model.answer import Answered
from prep.model.day import lay_out
from prep.model.onsite import Planned, counts
from prep.model.outcome import Outcome
from prep.model.rubric import CODING
from prep.model.rubrics import RUBRICS

TALK = "research-job-talk"
WHY = "motivation/apply-now"
USED = "motivation/used-our-work"
DRAFTS = (
    "I have always admired your lab and I would like to work on large models. My thesis is nearly done.",
    "In March you released the evaluation suite, and I ran my own models through it the same week. Two of its tasks "
    "contradicted my thesis. I would like to work on large models with people who publish such things.",
    "In March you released the evaluation suite, and I ran my own models through it the same week. Two of its tasks "
    "contradicted a claim of my thesis, so I rewrote the chapter. Since then I have been talking to two of the "
    "authors, and what I want to do next, tests that a model has not seen, is what that team does.",
    "In March you released the evaluation suite, and I ran my own models through it the same week. Two of its tasks "
    "contradicted a claim of my thesis, so I rewrote the chapter around them. What I want to do next, tests that a "
    "model cannot have seen, is what that team does, and my contract ends in the month in which yours begins.",
)


class Practice(Life):
    """Somebody who also guesses, marks themselves as they like, and speaks with sections of any length."""

    def __init__(self, prep: CommandLine) -> None:
        super().__init__(prep, ours=True)

    def sits(
        self,
        slug: str,
        *outcomes: Outcome,
        minutes: float,
        own: tuple[int, int, int, int] = (3, 3, 2, 2),
        guess: int | None = None,
        mistake: str = "",
        hints: int = 0,
    ) -> None:
        """A session of so many minutes, a submission for each outcome, and these marks."""
        problem = self.problem(slug)
        session = practise.start(problem, self.desk, mode=practise.Mode.PRACTISE, seed=7)
        for _ in range(hints):
            session, _ = practise.hint(session, problem, self.desk)
        for outcome in outcomes:
            while outcome is PASSED and session.stage < session.last_stage:
                self._coming = [_verdict(problem, PASSED, "")]
                self._write(slug)
                session = practise.submit(session, problem, self.desk).session
                session, _ = practise.next_step(session, problem, self.desk)
            self.wait(minutes=minutes / len(outcomes))
            self._coming = [_verdict(problem, outcome, mistake)]
            self._write(slug)
            session = practise.submit(session, problem, self.desk, guess=guess).session
        session = practise.finish(session, self.desk)
        marks = {each.id: mark for each, mark in zip(CODING.criteria, own, strict=True)}
        practise.score(session, marks, self.desk)

    def speaks(self, minutes: int, shares: Sequence[float], *, slug: str = TALK) -> None:
        """A rehearsal; `shares` of the plan for its sections, over and over."""
        lectern = Lectern(self.history, self.clock, self.places.home / "rehearsal.beat")
        rehearsal = rehearse.start(find_talk(self.places.talk_roots, slug), lectern, slot=timedelta(minutes=minutes))
        for place, number in enumerate(rehearsal.plan.kept):
            self.at += rehearsal.plan.parts[number].time * shares[place % len(shares)]
            rehearsal = rehearse.next_part(rehearsal, lectern)

    def says(self, key: str, text: str, mark: int, *, seconds: float = 60, asker: str = "recruiter") -> None:
        """An answer that is written and scored."""
        bank = key.partition("/")[0]
        rubric = {"motivation": "motivation", "behavioural": "behavioural"}.get(bank, "research")
        marks = {each.id: mark for each in RUBRICS[rubric].criteria}
        answered = Answered("", key, "?", asker, self.clock().utc, rubric, marks, seconds=seconds, limit=60, text=text)
        asking.answer(answered, Chair(self.history, self.clock))
        self.wait(minutes=3)

    def holds_a_day(self, scores: Mapping[int, float]) -> None:
        """A mock on-site of six hours; a score for each place among the talk and the interviews."""
        planned = [Planned(slot) for slot in lay_out(6)]
        held = day.start(planned, self.history, self.clock, seed=1)
        begun = self.at
        place = 0
        for number, each in enumerate(planned):
            if counts(each.slot):
                place += 1
                self.at = begun + each.slot.start
                held = day.open_slot(held, number, self.history, self.clock)
                self.at = begun + each.slot.end
                held = day.close_slot(
                    held, number, self.history, self.clock, score=scores.get(place), words=f"slot {place}"
                )
        day.finish(held, self.history)


def three_weeks(prep: CommandLine) -> Practice:
    """All of it; the clock stands in the evening of the last day."""
    one = Practice(prep)
    one.sits("stable-softmax", FAILED, PASSED, minutes=9, guess=70, mistake="no-max-subtraction")
    one.wait(minutes=15)
    one.sits("sdpa", FAILED, FAILED, minutes=27, own=(3, 3, 2, 1), guess=70, mistake="mask-after-softmax", hints=2)
    one.wait(days=1)
    one.says(WHY, DRAFTS[0], 1, seconds=25)
    one.sits("layernorm", FAILED, PASSED, minutes=22, guess=70, hints=1)
    one.wait(days=1)
    one.sits("cross-entropy", PASSED, minutes=14, guess=50)
    one.speaks(45, (1.2, 1.1, 1.3, 1.25, 0.9, 1.0, 1.2, 0.8))
    one.wait(days=1)
    one.sits("sdpa", FAILED, PASSED, minutes=24, own=(4, 3, 2, 2), guess=90, mistake="no-scale")
    one.sits("iou-matrix", PASSED, minutes=11, own=(3, 3, 3, 2), guess=70)
    one.wait(days=2)
    one.sits("debug-train-loop", FAILED, FAILED, minutes=38, own=(3, 3, 2, 1), guess=70, hints=3)
    one.says(WHY, DRAFTS[1], 2, seconds=52)
    one.wait(days=2)
    one.sits("nms", FAILED, PASSED, minutes=26, own=(3, 4, 3, 2), guess=70)
    one.speaks(45, (1.1, 1.1, 1.25, 1.1, 1.0, 0.9, 1.0, 0.9))
    one.wait(days=1)
    one.sits("kmeans", PASSED, minutes=17, guess=90)
    one.sits("causal-mha", FAILED, FAILED, minutes=41, own=(3, 3, 2, 2), guess=50, hints=1)
    one.wait(days=1)
    one.says(
        "behavioural/about-yourself", "Three papers, one question: what does a model know that its labels do not?", 3
    )
    one.says(USED, "Your data loader, in every project since 2024; its shuffle is not reproducible.", 3, seconds=50)
    one.sits("roc-auc", FAILED, PASSED, minutes=19, own=(3, 3, 3, 3), guess=50)
    one.wait(days=1)
    one.sits("sdpa", FAILED, PASSED, minutes=16, own=(4, 4, 3, 3), guess=90, mistake="mask-after-softmax")
    one.speaks(45, (1.05, 1.0, 1.15, 1.05, 1.0, 1.0, 1.0, 1.0))
    one.wait(days=1)
    one.sits("reservoir", PASSED, minutes=9, own=(3, 3, 3, 3), guess=90)
    one.wait(days=1)
    one.holds_a_day({1: 3, 2: 3.5, 3: 3, 4: 2.5, 5: 2, 6: 2})
    one.wait(days=2)
    one.says(WHY, DRAFTS[2], 3, seconds=71)
    one.sits("debug-attention", FAILED, PASSED, minutes=23, own=(3, 3, 3, 2), guess=30)
    one.speaks(20, (1.3, 1.1, 1.2, 0.9, 1.2))
    one.wait(days=1)
    one.sits("adam", PASSED, minutes=12, own=(4, 4, 3, 3), guess=90)
    one.sits("knn-classify", PASSED, minutes=13, own=(3, 4, 3, 3), guess=90)
    one.wait(days=1)
    one.speaks(20, (1.1, 1.0, 1.1, 1.0, 1.0))
    one.sits("causal-mha", FAILED, PASSED, minutes=31, own=(3, 3, 3, 3), guess=50)
    one.wait(days=1)
    one.holds_a_day({1: 4, 2: 3.5, 3: 3.5, 4: 3, 5: 3, 6: 2.5})
    one.wait(days=1)
    one.says(WHY, DRAFTS[3], 3, seconds=66)
    one.says(USED, "Your data loader, in every project since 2024. Its shuffle was not reproducible, so I fixed it.", 4)
    one.sits("beam-search", FAILED, PASSED, minutes=44, own=(3, 3, 3, 3), guess=30)
    return one
