"""A talk in one picture: its sections as bars, plan against real, and every rehearsal against its slot.

Signs say what the colours say, so that it is right in black and white; a terminal without Unicode gets plain ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console, ConsoleOptions, RenderableType
from rich.text import Text

from prep.model.moment import ZERO, clock_face
from prep.model.rehearsed import signed
from prep.model.standing import LEAST_BAND
from prep.model.talk_stats import ModeStats
from prep.model.text import counted

MOST_RUNS = 8
"""So many rehearsals are drawn, the newest last."""
LEAST_BAR, GAP = 12, "  "
PLANNED, OVER, FREE, LOST = "cyan", "red", "dim", "dim"
EIGHTHS = "▏▎▍▌▋▊▉"


@dataclass(frozen=True)
class _Signs:
    """What the picture is drawn with: `parts` are the fractions of a full cell."""

    full: str = "█"
    parts: str = EIGHTHS
    over: str = "▓"
    free: str = "·"
    lost: str = "░"
    longer: str = "▲"
    shorter: str = "▼"
    same: str = "•"


ASCII = _Signs(full="#", parts="", over="+", free=".", lost="-", longer="+", shorter="-", same="=")


def talk_picture(stats: ModeStats, numbers: Mapping[str, int]) -> RenderableType:
    """The rehearsals of one mode; `numbers` are those of the log, by the rehearsal's id. As wide as it may be."""
    return _Picture(stats, numbers)


@dataclass(frozen=True)
class _Row:
    """A bar with what stands around it; `runs` says of each rehearsal whether it was longer or shorter."""

    label: str
    planned: timedelta
    real: timedelta
    over: timedelta
    lost: timedelta = ZERO
    runs: tuple[timedelta, ...] = ()


@dataclass(frozen=True)
class _Picture:
    stats: ModeStats
    numbers: Mapping[str, int]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        signs = ASCII if options.ascii_only else _Signs()
        sections, runs = list(self._sections()), list(self._runs())
        longest = max(len(row.label) for row in (*sections, *runs))
        label = min(longest, max(10, options.max_width // 3))
        columns = _Columns(options.max_width, label, min(self.stats.n, MOST_RUNS), signs)
        many = f"median of {self.stats.n} rehearsals" if self.stats.n > 1 else "one rehearsal"
        yield Text(f"{self.stats.mode}, {many}", style="bold")
        yield from columns.lines(sections)
        yield Text()
        older = self.stats.n - len(runs)
        left_out = f" ({counted(older, 'older one')} left out)" if older else ""
        yield Text(f"each rehearsal against its slot{left_out}", style="bold")
        yield from columns.lines(runs)
        yield Text()
        yield _legend(signs, lost=bool(runs[0].lost), runs=columns.signed)

    def _sections(self) -> Iterator[_Row]:
        """In the order of the talk, as it was when it was rehearsed last; then those that it had before."""
        order = [part.section.title for part in self.stats.last.rehearsal.plan.parts]
        known = {each.title: each for each in self.stats.sections}
        for title in (*order, *(title for title in known if title not in order)):
            if (each := known.get(title)) is not None:
                real = max(each.planned + each.over, ZERO)
                yield _Row(title, each.planned, real, each.over, runs=each.overs[-MOST_RUNS:])

    def _runs(self) -> Iterator[_Row]:
        for run in self.stats.runs[-MOST_RUNS:]:
            at = run.rehearsal.started.utc.astimezone()
            label = f"{self.numbers[run.rehearsal.id]:>2}{GAP}{at.day:2} {at:%b}"
            came_to = run.result
            yield _Row(label, came_to.slot, came_to.took, came_to.over, lost=came_to.lost)


@dataclass(frozen=True)
class _Columns:
    """Where everything stands: a label, the plan, the bar, the difference, and a sign for each run."""

    width: int
    label: int
    runs: int
    signs: _Signs

    @property
    def taken(self) -> int:
        """What is not for the bar, the signs of the runs apart."""
        return self.label + 7 + 6 + 3 * len(GAP)

    @property
    def signed(self) -> bool:
        """Whether there is room for a sign for each run, and more than one."""
        return self.runs > 1 and self.width - self.taken - len(GAP) - self.runs >= LEAST_BAR

    def lines(self, rows: Iterable[_Row]) -> Iterator[Text]:
        """Each row as a line; all bars of one call are on the same scale."""
        rows = list(rows)
        cells = max(4, self.width - self.taken - (len(GAP) + self.runs if self.signed else 0))
        scale = max((max(row.planned, row.real) for row in rows), default=ZERO) or timedelta(seconds=1)
        for row in rows:
            name = row.label if len(row.label) <= self.label else f"{row.label[: self.label - 1]}…"
            line = Text(f"{name:<{self.label}}{GAP}", no_wrap=True)
            line.append(f"{clock_face(row.planned):>7}{GAP}", style=FREE)
            line.append(_bar(row, cells, scale, self.signs))
            line.append(f"{GAP}{signed(row.over):>6}", style=OVER if row.over > LEAST_BAND else "")
            if self.signed and row.runs:
                line.append(GAP).append(Text.assemble(*(_sign(over, self.signs) for over in row.runs)))
            yield line


def _bar(row: _Row, cells: int, scale: timedelta, signs: _Signs) -> Text:
    """Up to the plan in full, what is over it in another sign, what is left of the plan as dots."""

    def at(span: timedelta) -> int:
        """The eighths of a cell that a span covers."""
        return round(span / scale * cells * 8)

    lost = min(at(row.lost) // 8, cells)
    bar = Text().append(signs.lost * lost, style=LOST)
    if row.over > LEAST_BAND:
        full = min(round(at(row.planned) / 8), cells - 1)
        bar.append(signs.full * (full - lost), style=PLANNED)
        bar.append(signs.over * max(1, round(at(row.real) / 8) - full), style=OVER)
    else:
        end = at(row.planned if abs(row.over) <= LEAST_BAND else row.real)
        full, part = divmod(end, 8)
        if not signs.parts:
            full, part = round(end / 8), 0
        bar.append(signs.full * (full - lost) + (signs.parts[part - 1] if part else ""), style=PLANNED)
        bar.append(signs.free * (round(at(row.planned) / 8) - len(bar)), style=FREE)
    bar.append(" " * (cells - len(bar)))
    return bar


def _sign(over: timedelta, signs: _Signs) -> tuple[str, str]:
    if abs(over) <= LEAST_BAND:
        return signs.same, FREE
    return (signs.longer, OVER) if over > ZERO else (signs.shorter, PLANNED)


def _legend(signs: _Signs, *, lost: bool, runs: bool) -> Text:
    said = [(f"{signs.full} in its time", PLANNED), (f"{signs.over} over", OVER), (f"{signs.free} left of it", FREE)]
    if lost:
        said.append((f"{signs.lost} lost before the start", LOST))
    if runs:
        said.append((f"each run: {signs.longer} longer, {signs.shorter} shorter, {signs.same} as planned", FREE))
    return Text(GAP).join(Text(words, style=style) for words, style in said)
