"""The sheet a picture is drawn on by matplotlib, and its SVG for the inside of a page. Alone imports matplotlib.

Pictures are drawn in the page's own pixels, once for a desk and once for a phone, because text that is scaled down
cannot be read. Colours are names: each is drawn as a colour nobody would choose, and becomes a variable of the page,
so that one picture is right in light and dark. The user's own settings for matplotlib are left aside, and nothing it
has to say reaches the terminal.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any

from prep.model.text import one_line

WIDE, NARROW = 720, 340
"""Pixels: the widest that a picture becomes, and what a phone has room for."""
SIZE, SMALL = 13, 12


class Ink(StrEnum):
    """The colours of the page by what they are for; the value stands for it until the SVG is written."""

    INK = "#010201"
    SOFT = "#010202"
    RULE = "#010203"
    GOOD = "#010204"
    BAD = "#010205"
    PAPER = "#010206"
    STEP_0 = "#010207"
    STEP_1 = "#010208"
    STEP_2 = "#010209"
    STEP_3 = "#01020a"
    STEP_4 = "#01020b"
    STEP_1_TEXT = "#01020c"
    STEP_4_TEXT = "#01020d"

    @property
    def variable(self) -> str:
        """As the style sheet names it."""
        return f"--{self.name.lower().replace('_', '-')}"


@dataclass(frozen=True)
class Picture:
    """`name` is the only one of its kind on the page; `says` is the picture in a sentence, for those who cannot see it.

    `draw` gets the width in pixels and gives the finished sheet.
    """

    name: str
    title: str
    says: str
    draw: Callable[[int], Sheet]


class Sheet:
    """Something to draw on, in pixels from the top left corner."""

    def __init__(self, width: int, height: float) -> None:
        from matplotlib.figure import Figure

        self.width, self.height = width, round(height)
        self.figure = Figure(figsize=(width / 72, self.height / 72), dpi=72)
        self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(self.height, 0)

    @property
    def narrow(self) -> bool:
        """Whether it is for a phone."""
        return self.width < WIDE

    def line(
        self, points: Sequence[tuple[float, float]], ink: Ink = Ink.RULE, *, width: float = 1, dashed: bool = False
    ) -> None:
        """A line through these points."""
        across, down = [x for x, _ in points], [y for _, y in points]
        dashes: dict[str, Any] = {"dashes": (3, 3)} if dashed else {}
        self._axes.plot(across, down, color=ink.value, linewidth=width, clip_on=False, solid_capstyle="round", **dashes)

    def dots(
        self,
        points: Sequence[tuple[float, float]],
        ink: Ink,
        *,
        size: float = 9,
        shape: str = "o",
        hollow: bool = False,
    ) -> None:
        """A mark of one shape (`o`, `D`, `X`, `^`) at each of these points; hollow ones are the colour of the page."""
        if not points:
            return
        across, down = [x for x, _ in points], [y for _, y in points]
        self._axes.plot(
            across,
            down,
            linestyle="none",
            marker=shape,
            markersize=size,
            markerfacecolor=(Ink.PAPER if hollow else ink).value,
            markeredgecolor=(ink if hollow else Ink.PAPER).value,
            markeredgewidth=1.6 if hollow else 1.0,
            clip_on=False,
        )

    def box(self, x: float, y: float, width: float, height: float, ink: Ink, *, outline: bool = False) -> None:
        """A rectangle, filled or only its outline."""
        from matplotlib.patches import Rectangle

        colours: dict[str, Any] = (
            {"facecolor": "none", "edgecolor": ink.value, "linewidth": 1.5}
            if outline
            else {"facecolor": ink.value, "edgecolor": "none", "linewidth": 0}
        )
        self._axes.add_patch(Rectangle((x, y), width, height, clip_on=False, **colours))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        ink: Ink = Ink.INK,
        *,
        at: str = "left",
        size: int = SIZE,
        bold: bool = False,
    ) -> None:
        """Words on one line, beginning, ending (`right`) or in the middle (`center`) at x; y is their middle."""
        # The browser's own baseline: matplotlib would place it by the letters of a font that is not the page's.
        self._axes.text(
            x,
            y + size * 0.36,
            one_line(words),
            color=ink.value,
            fontsize=size,
            fontweight="bold" if bold else "normal",
            ha=at,
            va="baseline",
            parse_math=False,
            clip_on=False,
        )


def width_of(words: str, size: float = SIZE) -> float:
    """About how wide words are, in pixels; letters of Asia are as wide as high."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WF" else 0.52 for each in words) * size


def fitting(words: str, room: float, size: float = SIZE) -> str:
    """As many of these words as there is room for."""
    words = one_line(words)
    if width_of(words, size) <= room:
        return words
    while words and width_of(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def can_draw() -> bool:
    """Whether matplotlib is here and works."""
    try:
        with _silence():
            import matplotlib.figure  # noqa: F401  # a broken installation fails here, too
    except ImportError:
        return False
    return True


@contextmanager
def drawing() -> Iterator[None]:
    """What `inline` is called in: matplotlib as it came, whatever the user's own settings are, and nothing said."""
    with _silence():
        import matplotlib as mpl

        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "prep"})
            yield


def inline(picture: Picture) -> str:
    """The picture as SVG elements, one for a desk and one for a phone; the page shows the one that fits."""
    return "".join(
        f'<div class="{kind}">{_svg(picture, kind, width)}</div>'
        for kind, width in (("wide", WIDE), ("narrow", NARROW))
    )


def _svg(picture: Picture, kind: str, width: int) -> str:
    name = f"{picture.name}-{kind}"
    sheet = picture.draw(width)
    written = io.StringIO()
    sheet.figure.savefig(
        written, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
    )
    drawn = re.sub(r".*?</defs>", "", written.getvalue(), count=1, flags=re.DOTALL)
    drawn = drawn.rpartition("</svg>")[0]
    label = (
        f'<svg class="drawn" viewBox="0 0 {sheet.width} {sheet.height}" width="{sheet.width}" height="{sheet.height}" '
        f'role="img" aria-labelledby="{name}-title {name}-says">'
        f'<title id="{name}-title">{escape(picture.title)}</title><desc id="{name}-says">{escape(picture.says)}</desc>'
    )
    return f"{label}{_for_a_page(drawn, name)}</svg>"


def _for_a_page(drawn: str, name: str) -> str:
    """What matplotlib wrote, with ids that no other picture has, the page's font and colours, and less of it."""
    referred = set(re.findall(r'href="#([^"]+)"', drawn))
    drawn = re.sub(r' id="([^"]+)"', lambda m: f' id="{name}-{m[1]}"' if m[1] in referred else "", drawn)
    drawn = re.sub(r'xlink:href="#([^"]+)"', rf'href="#{name}-\1"', drawn)
    drawn = re.sub(r" font-family: [^;\"]+(?:;|(?=\"))", "", drawn)
    drawn = re.sub(r' transform="rotate\(-0 [^)]*\)"', "", drawn)
    drawn = re.sub(r"(?<=\d)\.(\d{2})\d+", r".\1", drawn)
    drawn = re.sub(r"\s*\n\s*", " ", drawn).replace("> <", "><")
    return re.sub(r"#01020[1-9a-d]", lambda found: f"var({Ink(found[0]).variable})", drawn)


@contextmanager
def _silence() -> Iterator[None]:
    """Letters that its font lacks, a cache it cannot write: no concern of somebody whose browser has the fonts."""
    log = logging.getLogger("matplotlib")
    before, log.disabled = log.disabled, True
    levels = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.disabled = before
        log.setLevel(levels)
