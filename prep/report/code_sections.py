"""What the page says of practice at the keyboard: readiness, the calendar, time against target, marks, mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from prep.model.calibration import LEAST_PAIRS, MEASURE, Bias
from prep.model.moment import clock_face
from prep.model.text import counted, printable
from prep.report import calibration_pictures
from prep.report import code_pictures as pictures
from prep.report.history import History, Standing
from prep.report.html import Figure, Section, Table, command, paragraph, safe, with_code
from prep.report.sheet import Picture

MOST_STANDINGS, MOST_TIMED, MOST_MISTAKES = 14, 300, 12


def readiness(history: History) -> Section:
    """By topic and by skill, the weakest first."""
    title = "Where you stand"
    if not history.topics:
        lead = f"Marks by topic come with the first session that was graded and finished: {command('prep code')}."
        return Section("readiness", title, paragraph(lead))
    weak = list(dict.fromkeys(each.name for each in (*history.topics, *history.skills) if each.weak))
    ready = sum(each.at_the_bar for each in history.skills)
    lead = paragraph(
        f"<strong>Weak: {_named(weak)}.</strong>" if weak else "<strong>Nothing is weak.</strong>",
        f"{ready} of {counted(len(history.skills), 'skill')} at the bar." if history.skills else "",
    )
    rule = paragraph(
        "Marks go from 1 to 4 and are measured where they can be; a mean of few is drawn towards the mean of all. "
        "Nothing is called weak, or at the bar, that was tried only once."
        + (f" A picture shows the {MOST_STANDINGS} weakest." if len(history.skills) > MOST_STANDINGS else "")
    )
    parts: list[Figure | str] = []
    for name, standings in (("topic", history.topics), ("skill", history.skills)):
        if standings:
            parts += [f"<h3>By {name}</h3>", _standing_figure(name, standings)]
    return Section("readiness", title, lead + f'<div class="aside">{rule}</div>', tuple(parts))


def _standing_figure(name: str, standings: Sequence[Standing]) -> Figure:
    shown = standings[:MOST_STANDINGS]
    weak = [each.name for each in standings if each.weak]
    ready = [each.name for each in standings if each.at_the_bar]
    says = f"Weak: {', '.join(weak) or 'none'}. At the bar: {', '.join(ready) or 'none'}."
    rows = [
        (
            *(each.name, each.tally.kind.value, each.word, str(each.tally.n), each.mean_words),
            *(f"{each.tally.pass_rate:.0%}", "" if each.tally.share is None else f"{each.tally.share:.0%}"),
            *(f"{each.tally.hints:.1f}", f"{each.tally.best:.3g}", each.tally.trend.arrow),
        )
        for each in standings
    ]
    head = (name, "kind", "stands", "n", "mean", "passed", "time", "hints", "best", "trend")
    drawn = partial(pictures.readiness, shown)
    caption = f"readiness by {name}, the weakest first"
    picture = Picture(f"readiness-{name}", f"Readiness by {name}", printable(says, most=600), drawn)
    return Figure(picture, Table(caption, head, rows, numbers=(3, 4, 5, 6, 7, 8)))


def calendar(history: History) -> Section:
    """The minutes of every day."""
    title = "When you practised"
    if not history.minutes:
        lead = f"Minutes come with the first thing that is finished; {command('prep')} says what fits into today."
        return Section("calendar", title, paragraph(lead))
    total, days = sum(history.minutes.values()), len(history.minutes)
    most = max(history.minutes, key=lambda day: history.minutes[day])
    says = f"{_hours(total)} on {counted(days, 'day')}"
    lead = paragraph(
        f"<strong>{says}</strong>, {round(total / days)} minutes on such a day.",
        f"The longest was {most:%A}, {most.day} {most:%B}: {history.minutes[most]} minutes.",
    )
    rows = [(day.isoformat(), f"{day:%A}", str(minutes)) for day, minutes in history.minutes.items()]
    table = Table("minutes of practice, day by day", ("day", "weekday", "minutes"), rows, numbers=(2,))
    drawn = partial(pictures.calendar, history.minutes, history.agenda.day)
    picture = Picture("calendar", "Minutes of practice on each day", f"{says}; today has a frame.", drawn)
    return Section("calendar", title, lead, (Figure(picture, table),))


def time_against_target(history: History) -> Section:
    """What each session needed of the time it had."""
    title = "Time against target"
    timed = history.timed[-MOST_TIMED:]
    if not timed:
        lead = f"The first session that is graded and finished stands here with its time: {command('prep code')}."
        return Section("time", title, paragraph(lead))
    late = sum(each.share is not None and each.share > 1 for each in timed)
    passed = sum(each.passed for each in timed)
    left_out = (
        f" The newest {len(timed)} of {len(history.timed):,} are drawn." if len(timed) < len(history.timed) else ""
    )
    says = f"{passed} of {counted(len(timed), 'session')} passed; {late} needed longer than the time given."
    rows = [
        (
            *(each.day.isoformat(), each.slug, "passed" if each.passed else each.came.value.replace("-", " ")),
            *("" if span is None else clock_face(span) for span in (each.passing or each.took, each.target)),
            f"{each.share:.0%}",
        )
        for each in history.timed
        if each.share is not None
    ]
    head = ("day", "problem", "came out", "needed", "given", "share")
    table = Table("time needed of the time given, session by session", head, rows, numbers=(3, 4, 5))
    ends = f" 100% is the time given; anything above {pictures.TALLEST:.0%} is drawn at the top."
    picture = Picture(
        "time", "Time needed as a share of the time given", says, partial(pictures.time_against_target, timed)
    )
    lead = paragraph(f"<strong>{says}</strong>", f"The time is that to the pass, or to the end.{ends}{left_out}")
    return Section("time", title, lead, (Figure(picture, table),))


def calibration(history: History) -> Section:
    """One's own marks against measured ones, and guesses against verdicts."""
    title = "How well you know yourself"
    enough = [each for each in history.biases if each.enough]
    lines = [_bias_words(each) for each in history.biases]
    if not any(each.against == MEASURE for each in history.biases):
        missing = (
            f"It takes {LEAST_PAIRS} graded sessions with a self-score ({command('prep code finish')}) to say more."
        )
        lines.insert(0, missing)
    lines.append(_guess_words(history))
    if history.amended:
        lines.append(f"{counted(history.amended, 'amended self-score is', 'amended self-scores are')} left out.")
    lead = f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
    figures = []
    if enough:
        of = [
            (each, [p for p in history.pairs if _same(p.rubric, p.criterion, p.against, each)]) for each in enough[:6]
        ]
        rows = [
            (each.title, each.against, str(each.n), f"{each.bias:+.2f}", f"{each.error:.2f}", f"{each.se:.2f}")
            for each in enough
        ]
        head = ("criterion", "against", "n", "bias", "mean error", "standard error")
        says = " ".join(_plain_bias(each) for each in enough)
        drawn = partial(calibration_pictures.calibration, of)
        picture = Picture("calibration", "Your own marks against the others", printable(says), drawn)
        table = Table("your own marks against the others", head, rows, numbers=(2, 3, 4, 5))
        figures.append(Figure(picture, table))
    if history.guesses is not None and history.guesses.enough:
        figures.append(_guess_figure(history))
    return Section("calibration", title, lead, tuple(figures))


def _guess_figure(history: History) -> Figure:
    rows = [
        (f"{step}%", str(len(came)), f"{sum(came) / len(came):.0%}")
        for step, came in calibration_pictures.by_guess(history.guessed).items()
    ]
    table = Table("guesses of a pass, before any verdict", ("said", "n", "passed"), rows, numbers=(1, 2))
    drawn = partial(calibration_pictures.guesses, history.guessed)
    says = _guess_words(history).replace("<code>", "").replace("</code>", "")
    return Figure(Picture("guesses", "How often your guesses came true", says, drawn), table)


def _same(rubric: str, criterion: str, against: str, bias: Bias) -> bool:
    return (rubric, criterion, against) == (bias.rubric, bias.criterion, bias.against)


def _bias_words(bias: Bias) -> str:
    """In one sentence, as HTML; below five pairs only how many are missing."""
    if not bias.enough:
        missing = counted(LEAST_PAIRS - bias.n, "more pair")
        return f"{safe(_name(bias))}: {missing} until something can be said (n={bias.n})."
    words = safe(_plain_bias(bias))
    return f"<strong>{words}</strong>" if bias.lean else words


def _plain_bias(bias: Bias) -> str:
    if bias.lean:
        way = "high" if bias.bias > 0 else "low"
        return f"You rate yourself {abs(bias.bias):.1f} too {way} on {_name(bias)} (n={bias.n})."
    return f"No lean on {_name(bias)}: {bias.bias:+.1f} ± {2 * bias.se:.1f} (n={bias.n})."


def _name(bias: Bias) -> str:
    title = bias.title if bias.rubric == "coding" else f"{bias.title} ({bias.rubric.replace('-', ' ')})"
    return title if bias.against == MEASURE else f"{title}, by a second opinion"


def _guess_words(history: History) -> str:
    guessed = history.guesses
    if guessed is None or not guessed.enough:
        n = guessed.n if guessed else 0
        guess = command("prep code submit --guess 70")
        return f"Guesses of a pass: {LEAST_PAIRS - n} more until something can be said (n={n}); {guess} makes one."
    than = "better than" if guessed.better else "as good as" if guessed.brier == guessed.base else "worse than"
    return (
        f"You said {guessed.said:.0%} on average and passed {guessed.passed:.0%} (n={guessed.n}). Brier score "
        f"{guessed.brier:.2f}, {than} always answering {guessed.passed:.0%} ({guessed.base:.2f})."
    )


def mistakes(history: History) -> Section:
    """What was got wrong in a way that is known, and whether it came back."""
    title = "Mistakes that come back"
    if not history.mistakes:
        lead = f"No known mistake so far. Where a failed answer looks like one, it stands here; {command('prep code')}."
        return Section("mistakes", title, paragraph(lead))
    again = sum(each.made.again for each in history.mistakes)
    unmended = sum(not each.made.mended for each in history.mistakes)
    made = counted(len(history.mistakes), "known mistake")
    since = f"{unmended} not passed since" if unmended else "all passed since"
    says = f"{made}: {again} came back after a pass, {since}."
    shown = history.mistakes[:MOST_MISTAKES]
    rows = [
        (
            *(each.made.mistake, each.made.slug, f"{each.made.times} of {each.made.sessions}"),
            *(each.made.last.isoformat(), pictures.since_words(each)),
        )
        for each in history.mistakes
    ]
    table = Table("known mistakes", ("mistake", "problem", "made", "last", "since"), rows, numbers=(2,))
    drawn = partial(pictures.mistakes, shown, history.agenda.day)
    picture = Picture("mistakes", "When each known mistake was made", says, drawn)
    told = "".join(
        f"<dt>{safe(each.made.mistake)} <span>in {command(f'prep code {each.made.slug}')}</span></dt>"
        f"<dd>{with_code(each.says) or 'Its problem is not here any more.'}</dd>"
        for each in shown[:5]
    )
    lead = paragraph(f"<strong>{says}</strong>", f"{command('prep history mistakes --cards')} goes through them.")
    return Section("mistakes", title, lead, (Figure(picture, table), f"<dl>{told}</dl>"))


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02} min" if hours else counted(rest, "minute")


def _named(groups: Sequence[str]) -> str:
    more = f" and {len(groups) - 5} more" if len(groups) > 5 else ""
    return safe(", ".join(groups[:5])) + more
