"""The rubrics of the spoken interviews, and all rubrics by their id."""

from __future__ import annotations

from prep.model.rubric import CODING, JOB_TALK, Rubric, criterion

MOTIVATION = Rubric(
    "motivation",
    (
        criterion(
            "specific",
            "Specific to them",
            "names their work, people or bets; false with a rival's name in it",
            "true of two or three labs",
            "what the website says",
            "fits any employer",
        ),
        criterion(
            "record",
            "Tied to my record",
            "a choice I made in the past proves it",
            "the link is stated",
            "interest is claimed",
            "no link",
        ),
        criterion(
            "adds",
            "What I add",
            "a first problem I would take on, concretely",
            "a list of skills",
            "only that I want to learn",
            "only what I would get",
        ),
        criterion(
            "asker",
            "Fits the asker",
            "answers what this role really wants to know",
            "neither hits nor misses it",
            "speaks on the wrong level",
            "for somebody else altogether",
        ),
        criterion(
            "length",
            "Length",
            "45 to 90 seconds, and it ended where it should",
            "30 seconds to two minutes",
            "more than two minutes",
            "one line, or no end",
        ),
    ),
    musts=("specific", "record", "adds", "asker"),
)

RESEARCH = Rubric(
    "research",
    (
        criterion(
            "depth",
            "Depth",
            "every choice defended: what else there was, what failed, what comes next",
            "solid; one why stayed open",
            "said how, and not why",
            "could not defend it",
        ),
        criterion(
            "evidence",
            "Evidence",
            "kept apart what was measured, claimed and causal; named the experiment that would decide",
            "found the main weakness when nudged",
            "general doubts",
            "believed or disbelieved by taste",
        ),
        criterion(
            "structure",
            "Structure",
            "the answer first, then the reasons; no thread lost",
            "easy to follow with a question or two",
            "a listener had to assemble it",
            "no thread",
        ),
        criterion(
            "honesty",
            "Honesty under push",
            "said the limits unasked, and changed their mind for a reason",
            "conceded when shown",
            "defended what cannot be, or gave in at once",
            "claimed more than is known",
        ),
    ),
)

BEHAVIOURAL = Rubric(
    "behavioural",
    (
        criterion(
            "complete",
            "A whole story",
            "situation, task, action, a measured result, and what I learnt",
            "all parts there, one of them thin",
            "one part missing, mostly the result",
            "two or more missing",
        ),
        criterion(
            "own-action",
            "My own part",
            "what I decided, and what else I could have done",
            "my share is clear",
            "a fog of we",
            "not in it",
        ),
        criterion(
            "answers",
            "Answers the question",
            "every sentence serves it",
            "drifts a little",
            "a favourite story, forced",
            "another topic",
        ),
        criterion(
            "stakes",
            "Scope and stakes",
            "went beyond my own task, and mattered to others",
            "my own project",
            "trivial",
            "none to be seen",
        ),
    ),
    musts=("complete", "own-action", "answers"),
)

ANSWERING = Rubric(
    "answering",
    (
        criterion(
            "answers",
            "Answers the question",
            "what was asked, in the first sentence, at the level of the asker",
            "mostly; some detours",
            "something near it",
            "evaded, or argued",
        ),
        criterion(
            "substance",
            "Substance",
            "a number, a mechanism or an experiment behind it",
            "right, and thin",
            "general words",
            "wrong",
        ),
        criterion(
            "limits",
            "Limits",
            "said where it stops to be true, and what would settle it",
            "conceded when asked",
            "defensive",
            "claimed too much",
        ),
        criterion(
            "length",
            "Length",
            "30 to 60 seconds",
            "up to 90 seconds",
            "up to three minutes",
            "no end",
        ),
    ),
    musts=("answers", "substance", "limits"),
)

QUESTION_TIME = Rubric("question-time", tuple(each for each in JOB_TALK.criteria if each.id == "questions"))
"""One mark for an answer given in the hall, right after a talk."""

RUBRICS = {each.id: each for each in (CODING, JOB_TALK, MOTIVATION, RESEARCH, BEHAVIOURAL, ANSWERING, QUESTION_TIME)}
"""Every rubric by its id, as banks name them."""
