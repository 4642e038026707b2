"""The card for the lectern: what is on it, that nothing on it is obeyed, and that it is one page."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from prep.catalogue.talks import find_talk
from prep.model.cut import cut
from prep.model.talk import Section, Talk
from prep.places import own_content
from prep.report.card import card_page, card_text, quarters, rows

MINUTE = timedelta(minutes=1)
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
NASTY = '</td><script>alert("1")</script>&amp;\u202e'
WORDS = "The evidence that identifies which of the two explanations holds, and what it would take to be wrong"


def talk(*sections: Section, title: str = "T", minutes: int = 20) -> Talk:
    return Talk("mine", "u", title, minutes, sections)


def section(title: str, *, tier: int = 5, minutes: float = 2, least: float = 1, **more: object) -> Section:
    return Section(title, minutes * MINUTE, least * MINUTE, tier, 1, **more)


def page(talk: Talk, minutes: float) -> str:
    return card_page(talk, minutes, cut(talk.sections, minutes * MINUTE))


class Tags(HTMLParser):
    """The text of a page, and whether every tag is closed by its own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.kinds: set[str] = set()
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.kinds.add(tag)
        if tag not in ("meta", "br", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_what_is_on_a_card():
    """Clock marks, numbers, slides, minutes, the bridge and the jump; what is left out, and when to stop."""
    ours = find_talk((own_content() / "talks",), "research-job-talk")
    tags = Tags(page(ours, 10))
    text = " ".join(" ".join(tags.text).split())

    assert tags.open == []
    for words in (
        "What disagreement teaches",
        "10 min + 3 min of questions",
        "2:30 2 The idea: keep the person in the input “How it is trained",
        "11–13 → 20 3:00",  # noqa: RUF001  # as it is printed
        "7:30 4 What I would do here first",
        "10:00 Stop speaking.",
        "Left out Why it matters, and why it is open (4–7) · One theme",  # noqa: RUF001  # as it is printed
        "5:00 in 2",
        "prep talk card research-job-talk --minutes 10",
    ):
        assert words in text


def test_where_to_be_after_each_quarter():
    """The section that is being spoken then; at a border, the one that begins."""
    plan = cut((section("a", minutes=4), section("b", minutes=1), section("c", minutes=3)), 8 * MINUTE)

    assert [(at / MINUTE, row.number) for at, row in quarters(plan)] == [(2, 1), (4, 2), (6, 3)]
    assert [(row.start / MINUTE, row.end / MINUTE) for row in rows(plan)] == [(0, 4), (4, 5), (5, 8)]


def test_nothing_on_a_card_is_obeyed():
    """Titles and bridges are text, whatever is in them."""
    nasty = talk(
        section(NASTY, bridge=NASTY), section(f"{NASTY}2", tier=45, minutes=20, least=9), section("end"), title=NASTY
    )
    shown = page(nasty, 5)
    tags = Tags(shown)

    assert "script" not in tags.kinds
    assert tags.open == []
    assert "\u202e" not in shown
    assert "".join(tags.text).count("alert") == 5  # twice the title, a section, its bridge, and what is left out


def test_time_to_spare_and_hours():
    """A slot that is too long says so; a talk of more than an hour has room for its clock."""
    long = talk(section("a", minutes=50), section("b", minutes=40), minutes=95)

    assert "Stop speaking. 5:00 to spare." in page(long, 95)
    assert "1:30:00" in page(long, 95)
    assert '<table class="long">' in page(long, 95)
    assert 'class="long"' not in page(talk(section("a")), 5)


def test_the_plain_card_fits_a_terminal():
    """No line is wider than 78 columns, however long the titles and bridges are."""
    wide = talk(*(section(f"{WORDS} {n}", tier=5 if n % 2 else 45, bridge=WORDS, slides=(n, n)) for n in range(1, 12)))
    text = card_text(wide, 6.5, cut(wide.sections, 6.5 * MINUTE))

    assert max(map(len, text.splitlines())) <= 78
    assert "-> slide 3" in text


def pages(html: str, folder: Path) -> int:
    """On how many sheets of Letter, the shorter of the two, a browser prints it."""
    file = folder / "card.html"
    file.write_text(html, encoding="utf-8")
    words = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        f"--user-data-dir={folder / 'user'}",
    )
    out = folder / "card.pdf"
    subprocess.run(
        [CHROMIUM, *words, f"--print-to-pdf={out}", file.as_uri()], check=True, capture_output=True, timeout=90
    )
    return len(re.findall(rb"/Type\s*/Page\b", out.read_bytes()))


LETTERS = "".join(chr(code) for code in range(ord("a"), ord("z") + 1))
CARDS = {
    "twelve": (talk(*(section(f"A section with its title {n}", slides=(n, n)) for n in range(1, 13))), 20),
    "twelve long": (talk(*(section(f"{WORDS} {n}", slides=(n, n)) for n in range(1, 13)), title=WORDS), 20),
    "bridged": (
        talk(
            *(section(f"{WORDS} {n}", tier=5 if n % 2 else 45, bridge=WORDS * 2, slides=(n, n)) for n in range(1, 25))
        ),
        12.5,
    ),
    "forty": (talk(*(section(f"Section {n}", minutes=1) for n in range(40)), minutes=40), 40),
    "one": (talk(section("All of it", minutes=5)), 5),
    "wide": (talk(*(section("語" * 60 + str(n), bridge="話" * 90) for n in range(12)), title="題" * 50), 20),
    "unbroken": (talk(*(section(LETTERS * 5 + str(n)) for n in range(12)), title=LETTERS * 4), 20),
}


@pytest.mark.skipif(not CHROMIUM, reason="a browser has to lay it out")
@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_one_page(name: str, tmp_path: Path):
    """Twelve sections, forty, long titles, bridges everywhere, wide letters: one sheet."""
    assert pages(page(*CARDS[name]), tmp_path) == 1


@pytest.mark.skipif(not CHROMIUM, reason="a browser has to lay it out")
@pytest.mark.parametrize("minutes", [45, 10])
def test_our_cards_are_one_page(minutes: int, tmp_path: Path):
    """The worked examples, in full and short."""
    assert pages(page(find_talk((own_content() / "talks",), "research-job-talk"), minutes), tmp_path) == 1
