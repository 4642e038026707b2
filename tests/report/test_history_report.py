"""The page of the history: what is on it, that nothing on it is obeyed, and that a browser asks nobody for anything."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from command_line import CommandLine
from three_weeks import DRAFTS, Practice, three_weeks

from prep.model.agenda import Agenda, Item
from prep.model.answer import KEPT, versions_from
from prep.report.history import Draft, History, gathered
from prep.report.history_page import history_page
from prep.report.history_style import DARK, LIGHT
from prep.report.html import MOST_ROWS

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
NASTY = '</p></td></svg></style><script>alert("1")</script><img src=x onerror=alert(2)>&amp;\u202e\x1b[31m\x00'
VOID = {"meta", "br", "img"}
SECTIONS = ["readiness", "calendar", "time", "calibration", "mistakes", "talks", "answers", "day"]


class Tags(HTMLParser):
    """The text of a page, its elements, and whether every tag is closed by its own."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(self.open)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    @property
    def kinds(self) -> Counter[str]:
        return Counter(tag for tag, _, _ in self.elements)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes, _ in self.elements if name == tag]

    @property
    def said(self) -> str:
        return " ".join(" ".join(self.text).split())


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    """Three weeks of practice, made once."""
    return three_weeks(CommandLine(tmp_path_factory.mktemp("weeks")))


@pytest.fixture(scope="module")
def history(one: Practice) -> History:
    """What the page shows of them."""
    from prep.catalogue.banks import find_banks
    from prep.catalogue.problems import find_problems
    from prep.flows.past import past

    problems = find_problems(one.places.content).problems
    agenda = Agenda(
        day=one.clock().utc.date(), items=(Item("code", "sdpa", "it is due", "prep code sdpa", 20),), begun=True
    )
    return gathered(
        past(one.history, problems),
        agenda,
        problems=problems,
        questions=[each for bank in find_banks(one.places.bank_roots).banks for each in bank.questions],
        versions=versions_from(one.history.facts(kinds=[KEPT])),
    )


@pytest.fixture(scope="module")
def page(history: History, one: Practice) -> str:
    return history_page(history, one.clock().utc, drawn=True)


def nasty(history: History) -> History:
    """The same with script in every word that somebody else, or the user, may have written."""
    talk, answer, mistake, standing = history.talks[0], history.answers[0], history.mistakes[0], history.topics[0]
    mode = talk.modes[0]
    drafts = [Draft(replace(each.version, text=NASTY, company=NASTY), each.score) for each in answer.drafts]
    drafts[0] = replace(drafts[0], version=replace(drafts[0].version, text=f"other {NASTY}"))
    day = history.days[-1]
    return replace(
        history,
        agenda=replace(history.agenda, items=(Item("code", NASTY, NASTY, NASTY, 20),)),
        topics=(replace(standing, tally=replace(standing.tally, group=NASTY)), *history.topics),
        timed=tuple(replace(each, slug=NASTY) for each in history.timed),
        biases=tuple(replace(each, rubric=NASTY, criterion=NASTY, against=NASTY) for each in history.biases),
        mistakes=(replace(mistake, made=replace(mistake.made, mistake=NASTY, slug=NASTY), says=f"`{NASTY}`"),),
        talks=(
            replace(
                talk,
                slug=NASTY,
                title=NASTY,
                advice=NASTY,
                modes=(replace(mode, mode=NASTY, sections=tuple(replace(s, title=NASTY) for s in mode.sections)),),
            ),
        ),
        answers=(replace(answer, key=NASTY, question=NASTY, asker=NASTY, drafts=tuple(drafts)),),
        days=(replace(day, held={n: replace(held, words=NASTY) for n, held in day.held.items()}),),
    )


def test_what_is_on_the_page(page: str):
    """What to do next, then every section, with the words and numbers that the terminal gives."""
    tags = Tags(page)
    said = tags.said

    assert [a["id"] for a in tags.all("section") if a.get("id")] == SECTIONS
    assert said.index("What to do next") < said.index("prep code sdpa") < said.index("Where you stand")
    for words in (
        "2 November to 21 November 2026",
        "Weak: attention",
        "15 of 18 sessions passed",
        "(n=18)",
        "Brier score",
        "1 came back after a pass",
        "again after a pass",
        "The weights are masked after the softmax",
        "What disagreement teaches",
        "What changed from version 3 to 4",
        DRAFTS[-1],
        "Over your days the score falls by 0.2",
    ):
        assert words in said


def test_the_page_is_well_formed(page: str):
    """Every tag is closed by its own, no id comes twice, headings descend one by one, and it has its landmarks."""
    tags = Tags(page)
    ids = Counter(attributes["id"] for _, attributes, _ in tags.elements if "id" in attributes)
    levels = [int(tag[1]) for tag in (tag for tag, _, _ in tags.elements) if re.fullmatch("h[1-6]", tag)]

    assert tags.open == []
    assert [id for id, n in ids.items() if n > 1] == []
    assert tags.all("html") == [{"lang": "en"}]
    assert tags.kinds["main"] == tags.kinds["h1"] == tags.kinds["footer"] == tags.kinds["nav"] == 1
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    for link in tags.all("a"):
        assert str(link["href"]).removeprefix("#") in ids
    for kind in ("section", "svg"):
        for attributes in tags.all(kind):
            assert set(str(attributes["aria-labelledby"]).split()) <= set(ids)


def test_every_picture_has_a_title_and_its_numbers(page: str):
    """Two widths of each, both named for those who cannot see them, and one table behind them with a caption."""
    tags = Tags(page)
    figures = page.split("<figure>")[1:]

    assert tags.kinds["svg"] == 2 * tags.kinds["figure"]
    assert all(each["role"] == "img" for each in tags.all("svg"))
    for each in figures:
        figure = each.partition("</figure>")[0]
        assert figure.count("<title ") == figure.count("<desc ") == 2
        assert figure.count("<table>") == figure.count("<caption>") == 1
    assert all(each.get("scope") in ("col", "row") for each in tags.all("th"))


def test_pictures_have_the_colours_and_the_type_of_the_page(page: str):
    """No colour of their own, which one of the themes would hide; words that stay words, in the page's font."""
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    colours = {colour for each in drawings for colour in re.findall(r"(?:fill|stroke): ([^;\"]+)", each)}

    assert colours <= {f"var(--{name})" for name in LIGHT} | {"none"}
    assert not any("font-family" in each or "#0102" in each for each in drawings)
    assert any(">mask-after-softmax</text>" in each for each in drawings)


def test_the_page_needs_nothing_from_anywhere(page: str):
    """No script, no address of anything, and a policy that would forbid both."""
    tags = Tags(page)
    (policy,) = (a["content"] for a in tags.all("meta") if a.get("http-equiv") == "Content-Security-Policy")

    assert "default-src 'none'" in str(policy)
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(tags.kinds)
    assert not re.search(r"https?:|//\w|@import|url\(", page)
    assert not any(name.startswith("on") for _, attributes, _ in tags.elements for name in attributes)


def test_nothing_on_the_page_is_obeyed(history: History, one: Practice):
    """Script in titles, answers, names of mistakes, reasons and commands is text, and so is what reorders text."""
    shown = history_page(nasty(history), one.clock().utc, drawn=True)
    tags = Tags(shown)

    assert tags.open == []
    assert not {"script", "img"} & set(tags.kinds)
    assert not any(character in shown for character in "\u202e\x1b\x00")
    assert tags.said.count('alert("1")') > 30


def test_words_are_readable_in_both_themes():
    """At least 4.5 to 1 for every pair of colours that stand on each other."""
    grounds = {
        "paper": ("ink", "soft", "good", "bad"),
        "shade": ("ink", "soft"),
        "step-1": ("step-1-text",),
        "step-2": ("step-1-text",),
        "step-3": ("step-1-text",),
        "step-4": ("step-4-text",),
        "good": ("paper",),
        "bad": ("paper",),
    }
    poor = [
        (name, ground, round(contrast(theme[name], theme[ground]), 2))
        for theme in (LIGHT, DARK)
        for ground, names in grounds.items()
        for name in names
        if contrast(theme[name], theme[ground]) < 4.5
    ]

    assert poor == []
    assert LIGHT.keys() == DARK.keys()


def contrast(one: str, other: str) -> float:
    """The ratio that WCAG defines."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_same_history_gives_the_same_page(history: History, page: str, one: Practice):
    """Byte for byte, at the same moment."""
    assert history_page(history, one.clock().utc, drawn=True) == page


def test_a_long_history_stays_a_small_page(history: History, one: Practice):
    """Ten thousand sessions over three years: below a megabyte, and what is left out is said."""
    first = history.agenda.day - timedelta(days=3 * 365)
    long = replace(
        history,
        timed=history.timed * 600,
        minutes={first + timedelta(days=n): n % 120 + 1 for n in range(3 * 365)},
        mistakes=history.mistakes * 200,
        skills=history.skills * 30,
    )
    shown = history_page(long, one.clock().utc, drawn=True)
    said = Tags(shown).said

    assert len(shown.encode()) < 1_000_000
    assert f"The last {MOST_ROWS} of 10,800 rows" in said
    assert "The newest 300 of 10,800 are drawn" in said


def test_little_history_says_how_many_are_missing(one: Practice, history: History):
    """Two pairs and two guesses say nothing; the page says how many it takes, and draws none of them."""
    little = replace(
        history,
        biases=tuple(replace(each, n=2) for each in history.biases),
        guesses=replace(history.guesses, n=2) if history.guesses else None,
    )
    shown = Tags(history_page(little, one.clock().utc, drawn=True)).said

    assert "problem solving: 3 more pairs until something can be said (n=2)" in shown
    assert "Guesses of a pass: 3 more until something can be said (n=2)" in shown
    assert "Your own marks against the others" not in shown


def test_from_a_day_on(one: Practice):
    """What came before the day is not there: neither its sessions nor its versions."""
    whole, later = (
        json.loads(one.run("history", "report", "--out", "-", "--json", *words).out)["data"]["page"]
        for words in ([], ["--since", "2026-11-18"])
    )

    assert DRAFTS[1].split(".")[0] in Tags(whole).said
    assert "18 November to 21 November 2026" in Tags(later).said
    assert "I have always admired your lab" not in Tags(later).said
    assert "stable-softmax" not in later


def test_without_matplotlib_the_tables_stand_open(one: Practice, tmp_path: Path):
    """The same page in numbers, and one sentence that says what draws the pictures."""
    code = "import sys; sys.modules['matplotlib'] = None; from prep.cli.boundary import run; run(sys.argv[1:])"
    ran = in_a_process(one, code, tmp_path, "history", "report", "--out", str(tmp_path / "page.html"), "--json")
    tags = Tags((tmp_path / "page.html").read_text(encoding="utf-8"))

    assert json.loads(ran.stdout)["data"] == {
        "file": str(tmp_path / "page.html"),
        "pictures": False,
        "sections": SECTIONS,
    }
    assert "svg" not in tags.kinds
    assert all("open" in each for each in tags.all("details")[:5])
    assert "pip install 'prep[all]'" in tags.said
    assert "causal-mha" in tags.said


def test_settings_of_matplotlib_are_left_aside(one: Practice, tmp_path: Path):
    """Its settings in the working folder change nothing, and a place it cannot write is no news."""
    (tmp_path / "matplotlibrc").write_text("svg.fonttype: path\ntext.usetex: True\nfont.size: 40\nno.such: thing\n")
    code = "import sys; from prep.cli.boundary import run; run(sys.argv[1:])"
    nowhere = str(tmp_path / "matplotlibrc" / "inside-a-file")
    ran = in_a_process(one, code, tmp_path, "history", "report", MPLCONFIGDIR=nowhere)

    assert ran.stderr == ""
    assert "written: prep-report.html" in ran.stdout
    assert ">mask-after-softmax</text>" in (tmp_path / "prep-report.html").read_text(encoding="utf-8")


def in_a_process(
    one: Practice, code: str, folder: Path, *words: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**one.prep.environment, **variables},
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )


MEASURE = """<!doctype html><iframe id="page" width="{width}" height="800" srcdoc="{page}"></iframe>
<pre id="found"></pre>
<script>
onload = () => {{
  const seen = document.getElementById("page").contentDocument, root = seen.documentElement;
  const wide = [...seen.querySelectorAll("body *")].filter(
    each => !each.closest("svg, .scroll, code") && each.getBoundingClientRect().right > root.clientWidth + 0.5);
  const drawn = [...seen.querySelectorAll("svg")].filter(each => each.getBoundingClientRect().width > 0);
  document.getElementById("found").textContent = JSON.stringify({{
    width: root.clientWidth, needed: root.scrollWidth, wide: wide.map(each => each.className || each.tagName),
    drawn: drawn.length, least: Math.min(...drawn.map(each => each.getBoundingClientRect().width)),
    outside: drawn.flatMap(each => [...each.querySelectorAll("text")].filter(
      word => word.getBoundingClientRect().right > root.clientWidth).map(word => word.textContent)),
    ground: getComputedStyle(seen.body).backgroundColor}});
}};
</script>"""
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-default-apps"),
)


def browse(file: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What a browser makes of a page, and all that it says on the way."""
    place = f"--user-data-dir={folder / 'user'}"
    return subprocess.run(
        [CHROMIUM, *QUIET, place, "--enable-logging=stderr", *words, "--dump-dom", file.as_uri()],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.skipif(not CHROMIUM, reason="a browser has to show it")
def test_a_browser_has_nothing_to_complain_of(page: str, tmp_path: Path):
    """No message on the console, and no request to any network."""
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    log = tmp_path / "net.json"
    ran = browse(tmp_path / "page.html", tmp_path, f"--log-net-log={log}")
    events = [each.get("params", {}) for each in json.loads(log.read_text())["events"]]
    # The browser has errands of its own; what a page asks for is kept apart by where the page is from.
    asked = [each["url"] for each in events if str(each.get("network_isolation_key")).startswith("file:")]

    assert "Your practice" in ran.stdout
    assert "CONSOLE" not in ran.stderr
    assert asked == []


@pytest.mark.skipif(not CHROMIUM, reason="a browser has to lay it out")
def test_on_a_phone_and_in_the_dark(page: str, tmp_path: Path):
    """At 390 pixels nothing is wider than the page and no word leaves its picture; dark is dark."""
    (tmp_path / "phone.html").write_text(MEASURE.format(width=390, page=html.escape(page)), encoding="utf-8")
    light, dark = (
        json.loads(html.unescape(found[1]))
        for scheme in ("1", "0")
        if (
            found := re.search(
                r'<pre id="found">(.*?)</pre>',
                browse(tmp_path / "phone.html", tmp_path, f"--blink-settings=preferredColorScheme={scheme}").stdout,
            )
        )
    )

    assert light["needed"] <= light["width"] <= 390
    assert light["wide"] == light["outside"] == []
    assert light["drawn"] == page.count("<figure>")
    assert light["least"] > 300
    assert light["ground"] == "rgb(253, 253, 251)"
    assert dark["ground"] == "rgb(21, 24, 28)"
