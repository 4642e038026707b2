"""What the page says of what was spoken: the splits of talks, answers over their versions, the slots of a day."""

from __future__ import annotations

import difflib
from functools import partial

from prep.model.answer import spoken, words
from prep.model.day import TITLES
from prep.model.moment import clock_face
from prep.model.onsite import counts
from prep.model.onsite_report import fatigue_words
from prep.model.rehearsed import signed
from prep.model.talk_stats import trend
from prep.model.text import counted, printable
from prep.report import spoken_pictures as pictures
from prep.report.history import Answer, History, Talk
from prep.report.html import Figure, Section, Table, command, paragraph, safe
from prep.report.sheet import Picture

MOST_TALKS, MOST_ANSWERS, MOST_DIFFS = 4, 6, 10


def talks(history: History) -> Section:
    """Every talk with its sections over the rehearsals."""
    title = "Your talk, section by section"
    if not history.talks:
        lead = (
            f"A rehearsal shows which section runs over: {command('prep talk')} times one, {command('prep talk new')} "
        )
        return Section("talks", title, paragraph(f"{lead}writes yours."))
    shown = history.talks[:MOST_TALKS]
    left_out = len(history.talks) - len(shown)
    rehearsals = counted(sum(each.n for each in history.talks), "rehearsal")
    lead = paragraph(f"<strong>{rehearsals} of {counted(len(history.talks), 'talk')}.</strong>")
    lead += "<p class='aside'>Each mark is how far one rehearsal was from its plan; the newest is filled.</p>"
    if left_out:
        lead += paragraph(f"{counted(left_out, 'talk')} more: {command('prep talk log')}.")
    parts: list[Figure | str] = []
    for number, each in enumerate(shown, start=1):
        parts += [f"<h3>{safe(each.title)}</h3><p>Next: {safe(each.advice)}.</p>", _talk_figure(number, each)]
    return Section("talks", title, lead, tuple(parts))


def _talk_figure(number: int, talk: Talk) -> Figure:
    rows = []
    for mode in talk.modes:
        for name, overs in pictures.rows_of(mode):
            last = ", ".join(signed(over) for over in overs[-pictures.MOST_RUNS :])
            rows.append((name, mode.mode, str(len(overs)), last, trend(overs)))
    head = ("section", "slot", "n", "against the plan, the newest last", "where it goes")
    table = Table("each section against its plan", head, rows, numbers=(2,))
    newest = talk.modes[0]
    worst = newest.sections[0] if newest.sections else None
    says = f"{newest.mode}, {counted(newest.n, 'rehearsal')}: {trend(newest.offs)}."
    if worst is not None:
        says += f" Longest over its time: {worst.title}, {signed(worst.over)} in the middle."
    picture = Picture(
        f"talk-{number}", printable(f"Splits of {talk.title}"), printable(says), partial(pictures.splits, talk)
    )
    return Figure(picture, table)


def answers(history: History) -> Section:
    """The newest text of each answer, and what came before it."""
    title = "Your answers, version by version"
    if not history.answers:
        lead = (
            f"{command('prep why')} asks why you want to work there; what you write is kept here, version by version."
        )
        return Section("answers", title, paragraph(lead))
    shown = history.answers[:MOST_ANSWERS]
    left_out = len(history.answers) - len(shown)
    total = counted(sum(len(each.drafts) for each in history.answers), "version")
    lead = paragraph(f"<strong>{counted(len(history.answers), 'answer')} in {total}.</strong>")
    lead += paragraph(f"{counted(left_out, 'more')}: {command('prep ask show')}.") if left_out else ""
    parts: list[Figure | str] = []
    for number, each in enumerate(shown, start=1):
        parts.append(_answer_html(each))
        if len(each.drafts) > 1:
            parts += [_answer_figure(number, each), _diffs(each)]
    return Section("answers", title, lead, tuple(parts))


def _answer_figure(number: int, answer: Answer) -> Figure:
    rows = [
        (
            *(f"v{place}", draft.version.at.astimezone().date().isoformat(), str(words(draft.version.text))),
            *(clock_face(spoken(draft.version.text)), "" if draft.score is None else str(draft.score)),
        )
        for place, draft in enumerate(answer.drafts, start=1)
    ]
    head = ("version", "written", "words", "spoken", "score")
    table = Table("the versions of this answer", head, rows, numbers=(2, 3, 4))
    says = f"From {words(answer.drafts[0].version.text)} to {words(answer.drafts[-1].version.text)} words"
    drawn = partial(pictures.versions, answer)
    picture = Picture(f"answer-{number}", printable(answer.question), f"{says}, spoken length and score.", drawn)
    return Figure(picture, table)


def _answer_html(answer: Answer) -> str:
    newest = answer.drafts[-1].version
    who = f"<p class='who'>{safe(answer.asker)}</p>" if answer.asker else ""
    company = f" for {safe(newest.company)}" if newest.company else ""
    at = newest.at.astimezone()
    said = "".join(f"<p>{safe(part)}</p>" for part in newest.text.split("\n") if part.strip())
    when = f"<p class='when'>{at.day} {at:%B}{company}, {counted(words(newest.text), 'word')}</p>"
    return f"<article>{who}<h3>{safe(answer.question)}</h3><blockquote>{said}</blockquote>{when}</article>"


def _diffs(answer: Answer) -> str:
    """From each version to the next, the newest first, word by word."""
    pairs = list(zip(answer.drafts, answer.drafts[1:], strict=False))
    found = []
    for number in range(len(pairs), max(len(pairs) - MOST_DIFFS, 0), -1):
        old, new = pairs[number - 1]
        said = _difference(printable(old.version.text, most=4000), printable(new.version.text, most=4000))
        summary = f"What changed from version {number} to {number + 1}"
        found.append(f"<details><summary>{summary}</summary><p class='diff'>{said}</p></details>")
    return "".join(found)


def _difference(old: str, new: str) -> str:
    before, after = old.split(), new.split()
    parts = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = safe(" ".join(before[a:b])), safe(" ".join(after[c:d]))
        if what == "equal":
            parts.append(come)
            continue
        parts += [f"<del>{gone}</del>"] if gone else []
        parts += [f"<ins>{come}</ins>"] if come else []
    return " ".join(parts)


def fatigue(history: History) -> Section:
    """The score of each slot over a mock on-site."""
    title = "Over a whole day"
    if not history.days:
        lead = f"{command('prep day')} holds a mock on-site; then its slots stand here, from the first to the last."
        return Section("day", title, paragraph(lead))
    newest = history.days[-1]
    slots = [(number, each.slot) for number, each in enumerate(newest.plan) if counts(each.slot)]
    rows = []
    for number, slot in slots:
        held = newest.held.get(number)
        score = "" if held is None or held.score is None else f"{held.score:.1f}"
        rows.append((TITLES[slot.kind], clock_face(slot.start)[:-3] or "0:00", score, held.words if held else ""))
    at = newest.begins.utc.astimezone()
    table = Table(f"the slots of {at.day} {at:%B}", ("slot", "into the day", "score", "what came of it"), rows, (1, 2))
    scores = ", ".join(f"{score:.1f}" for _, score in newest.scores)
    says = f"{counted(len(history.days), 'day')}; the newest, slot by slot: {scores}."
    drawn = partial(pictures.fatigue, history.days)
    lead = paragraph(f"<strong>{safe(fatigue_words(history.days))}</strong>")
    return Section("day", title, lead, (Figure(Picture("day", "Scores over the slots of a day", says, drawn), table),))
