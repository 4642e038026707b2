"""`prep talk log`, `diff`, `score` and `qa`: what rehearsals come to, in words, numbers and a picture."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from rich.console import Console
from talk_history import GOOD, TALK, Hand, Speaker
from test_cli_golden import same_as_golden
from test_cli_terminal import Terminal

from prep.cli.question_time import ask_questions
from prep.cli.talk_picture import talk_picture
from prep.cli.world import World
from prep.flows import rehearse
from prep.model.talk_stats import statistics

LONG = (6.5, 9, 14.2, 12, 5, 1.5)


@pytest.fixture
def speaker(prep: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Speaker:
    """Somebody who rehearses; every command line of the test reads their clock, in UTC."""
    speaker = Speaker(prep.home)
    monkeypatch.setattr("prep.cli.world.now", speaker.clock)
    monkeypatch.setenv("TZ", "UTC")
    prep.environment["TZ"] = "UTC"
    return speaker


@pytest.fixture
def rehearsed(speaker: Speaker) -> Speaker:
    """Eight rehearsals: five in full, one in twenty minutes, one given up, one demonstration."""
    speaker.scores(speaker.speaks(LONG), 3, 2, 3, 3, 2)
    speaker.speaks((6.2, 8.2, 14.1, 11, 5.2, 2))
    speaker.gives_up((6, 9, 12))
    speaker.speaks(GOOD, speed=60.0)
    speaker.speaks((6, 8.4, 13.9, 11.4, 4, 0.8))
    speaker.speaks((5, 5, 4, 2.5, 1.5, 1.3), slot=20)
    speaker.speaks((6.1, 9, 13.1, 13.8, 4.8, 0.8))
    speaker.scores(speaker.speaks((5.8, 8.8, 14.2, 13.4, 4.5, 0.9)), 3, 3, 3, 3, 3, note="slower")
    return speaker


def shown(prep: CommandLine, *words: str, **variables: str) -> str:
    """What is printed, without padding."""
    ran = prep.here("talk", *words, **variables)

    assert (ran.code, ran.err) == (0, "")
    return "".join(f"{line.rstrip()}\n" for line in ran.out.splitlines())


def data(prep: CommandLine, *words: str) -> Any:
    ran = prep.here("talk", *words, "--json")

    assert ran.code == 0
    return ran.data


def test_the_log(prep: CommandLine, rehearsed: Speaker):
    """Every rehearsal, those that do not count marked; sections worst first; the picture; one sentence."""
    assert same_as_golden("talk_log", shown(prep, "log", "my-talk"))
    assert shown(prep, "log") == shown(prep, "log", "my-talk")


def test_the_log_of_one_rehearsal(prep: CommandLine, speaker: Speaker):
    """One says little, and the log says so."""
    speaker.speaks(LONG)

    assert same_as_golden("talk_log_one", shown(prep, "log", "my-talk"))


def test_the_log_of_a_surprise(prep: CommandLine, speaker: Speaker):
    """It is a mode of its own, and nobody can say where it will end."""
    speaker.speaks(GOOD, surprise=True, seed=3)
    log = data(prep, "log")

    assert [mode["mode"] for mode in log["modes"]] == ["45 min, surprise"]
    assert log["finish"] is None
    assert log["advice"] == "once more: 0:00, and one rehearsal says little (n=1)"


def test_another_mode_may_be_looked_at(prep: CommandLine, rehearsed: Speaker):
    """By its minutes or its name; one that was not rehearsed is refused with those that were."""
    short = shown(prep, "log", "--mode", "20")
    refused = prep.here("talk", "log", "--mode", "30")

    assert short == shown(prep, "log", "--mode", "20 min")
    assert "20 min, one rehearsal" in short
    assert "and 3 sections more: --mode '45'" in short
    assert "(n=1)" in short.splitlines()[-1]
    assert (refused.code, refused.err) == (2, "error: '30' was not rehearsed\n  There are: '45 min', '20 min'.\n")


def test_the_log_as_data(prep: CommandLine, rehearsed: Speaker):
    """Seconds; what does not count says why; n everywhere."""
    log = data(prep, "log", "my-talk")
    first = log["rehearsals"][0]
    evidence = log["modes"][0]["sections"][0]

    assert (log["slug"], log["title"]) == ("my-talk", "Learning from noisy labels")
    assert [each["number"] for each in log["rehearsals"]] == list(range(1, 9))
    assert [each["why_not"] for each in log["rehearsals"] if not each["counted"]] == ["given up", "demonstration"]
    assert {name: first[name] for name in ("mode", "slot", "took", "over", "time_mark", "close_rushed")} == {
        "mode": "45 min",
        "slot": 2700.0,
        "took": 2892.0,
        "over": 192.0,
        "time_mark": 2,
        "close_rushed": False,
    }
    assert first["score"]["marks"] == {"problem": 3, "thread": 2, "depth": 3, "agenda": 3, "questions": 2, "time": 2}
    assert [(mode["mode"], mode["n"]) for mode in log["modes"]] == [("45 min", 5), ("20 min", 1)]
    assert evidence == {"title": "Evidence", "n": 5, "planned": 720.0, "over": 126.0, "spread": 6.0, "ran_over": 5}
    assert log["finish"]["n"] == 5
    assert log["advice"] == "the close was rushed in 3 of 5: start `Agenda` by 38:00"


def test_no_rehearsal_yet(prep: CommandLine, speaker: Speaker):
    """Not an error: how to begin."""
    assert shown(prep, "log") == "No rehearsal yet: prep talk list\n"
    assert shown(prep, "log", "my-talk") == "No rehearsal of my-talk yet: prep talk my-talk\n"
    assert data(prep, "log") == {"rehearsals": []}
    assert prep.here("talk", "log", "nope").code == 4


def test_only_what_does_not_count(prep: CommandLine, speaker: Speaker):
    """It is listed, and the advice is to begin."""
    speaker.gives_up((6, 9))
    lines = shown(prep, "log").splitlines()

    assert "given up" in lines[3]
    assert lines[-1] == "next: no rehearsal counts yet: begin with `prep talk my-talk` (n=0)"


def test_talks_are_kept_apart(prep: CommandLine, speaker: Speaker):
    """By uuid: a renamed folder keeps its rehearsals, a deleted one, too; numbers count over all talks."""
    speaker.write("other", TALK.replace("9a1f3c52", "7b2e4d63"))
    speaker.speaks(LONG)
    speaker.speaks(GOOD, slug="other")
    speaker.speaks(GOOD)
    mine = data(prep, "log", "my-talk")
    last = shown(prep, "log")
    (prep.home / "talks" / "my-talk").rename(prep.home / "talks" / "renamed")
    renamed = data(prep, "log", "renamed")
    for file in (prep.home / "talks" / "renamed").iterdir():
        file.unlink()
    gone = data(prep, "log", "my-talk")

    assert [each["number"] for each in mine["rehearsals"]] == [1, 3]
    assert "also rehearsed: other (prep talk log SLUG)" in last
    assert renamed["rehearsals"] == mine["rehearsals"] == gone["rehearsals"]
    assert renamed["slug"] == "renamed"


def test_the_finish_goes_by_the_talk_as_it_is_now(prep: CommandLine, speaker: Speaker):
    """A section that was taken out since ends it that much earlier."""
    speaker.speaks(GOOD)
    before = data(prep, "log")["finish"]
    file = prep.home / "talks" / "my-talk" / "talk.toml"
    whole = file.read_text()
    start = whole.index('[[section]]\ntitle = "Second result"')
    file.write_text(whole[:start] + whole[whole.index('[[section]]\ntitle = "Agenda"') :])
    after = data(prep, "log")["finish"]
    file.write_text("broken")
    broken = data(prep, "log", "my-talk")["finish"]

    assert [each["middle"] for each in (before, after, broken)] == [2700.0, 2040.0, 2700.0]


def test_two_side_by_side(prep: CommandLine, rehearsed: Speaker):
    """Plan, real and the change of each section; another mode and what does not count are said."""
    assert same_as_golden("talk_diff", shown(prep, "diff", "1", "-1"))
    assert same_as_golden("talk_diff_modes", shown(prep, "diff", "3", "6"))


def test_every_way_to_name_a_rehearsal(prep: CommandLine, rehearsed: Speaker):
    """Its number, counted from the end, the beginning or the end of its id: all the same one."""
    ids = [each["id"] for each in data(prep, "log")["rehearsals"]]
    named = [data(prep, "diff", "2", name)["second"]["id"] for name in ("8", "-1", ids[7], ids[7][-8:])]
    twice = data(prep, "diff", "-2", "-2")

    assert named == [ids[7]] * 4
    assert twice["notes"] == ["This is one rehearsal twice."]


@pytest.mark.parametrize("name", ["0", "9", "-9", "nope", "--nope", ""])
def test_no_such_rehearsal(prep: CommandLine, rehearsed: Speaker, name: str):
    """Exit code 4, and where the numbers are."""
    ran = prep.here("talk", "diff", "1", "--", name)

    assert ran.code == 4
    assert ran.err.startswith(f"error: no rehearsal is called {name!r}\n")
    assert "`prep talk log` numbers them, 1 to 8; -1 is the last." in ran.err


def test_a_name_that_several_have(prep: CommandLine, rehearsed: Speaker):
    """All ids begin alike on one day."""
    id = data(prep, "log")["rehearsals"][0]["id"]
    ran = prep.here("talk", "diff", "1", id[:6])

    assert ran.code == 4
    assert f"{id[:6]!r} is the name of 8 rehearsals" in ran.err


def test_two_talks_may_be_compared(prep: CommandLine, speaker: Speaker):
    """A copy of a talk is another talk: sections are matched by title, and that is said."""
    speaker.write("other", TALK.replace("9a1f3c52", "7b2e4d63"))
    speaker.speaks(LONG)
    speaker.speaks(GOOD, slug="other")

    assert "Two talks: my-talk and other; sections are matched by title." in shown(prep, "diff", "1", "2")


def test_a_score(prep: CommandLine, speaker: Speaker):
    """The own marks, the computed one for time beside them, and what was measured."""
    speaker.speaks((6, 9, 12, 11, 6.25, 0.75))

    assert same_as_golden("talk_score", shown(prep, "score", "3", "3", "2", "4", "3", "--note", "say it slower"))
    assert data(prep, "log")["rehearsals"][0]["score"] == {
        "marks": {"problem": 3, "thread": 3, "depth": 2, "agenda": 4, "questions": 3, "time": 2},
        "note": "say it slower",
    }


def test_without_marks_the_levels_are_shown(prep: CommandLine, speaker: Speaker):
    """Nothing is asked where nobody can answer; Time is not among them."""
    speaker.speaks(GOOD)
    said = shown(prep, "score")

    assert "next: prep talk score 1 P T D A Q" in said
    assert "Evidence and depth" in said
    assert "Time" not in said
    assert data(prep, "log")["rehearsals"][0]["score"] is None


@pytest.mark.parametrize("words", [("33233",), ("3,3,2,3,3",), ("3 3 2 3 3",), ("1", "3,3,2,3,3"), ("-1", *"33233")])
def test_how_marks_are_typed(prep: CommandLine, speaker: Speaker, words: tuple[str, ...]):
    """Apart, with commas, in quotes, after a name; five digits in one are a name that nobody has."""
    speaker.speaks(GOOD)
    ran = prep.here("talk", "score", *words)

    assert ran.code == (4 if words == ("33233",) else 0)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("3", "3"), "'3 3' is not five marks from 1 to 4"),
        (("3", "3", "3", "3", "5"), "'3 3 3 3 5' is not five marks from 1 to 4"),
        (("1", "3", "3", "3", "3", "3", "3"), "is not five marks from 1 to 4"),
    ],
)
def test_marks_that_are_none(prep: CommandLine, speaker: Speaker, words: tuple[str, ...], says: str):
    """Said with the order in which they go; nothing is kept."""
    speaker.speaks(GOOD)
    ran = prep.here("talk", "score", *words)

    assert ran.code == 2
    assert says in ran.err
    assert "In this order: problem and motivation, one thread" in ran.err
    assert data(prep, "log")["rehearsals"][0]["score"] is None


def test_the_last_real_one_is_scored(prep: CommandLine, speaker: Speaker):
    """Not a demonstration, not one that was given up; a second score needs the number."""
    speaker.speaks(GOOD)
    speaker.speaks(GOOD, speed=60.0)
    speaker.gives_up((6,))
    first = data(prep, "score", *"33333")
    again = prep.here("talk", "score", *"44444")
    anew = data(prep, "score", "1", *"44444")

    assert first["number"] == anew["number"] == 1
    assert (again.code, again.err.splitlines()) == (
        2,
        [
            "error: the last rehearsal has its score: 3 3 3 3 3",
            "  `prep talk score 1 P T D A Q` scores it anew.",
        ],
    )
    assert anew["score"]["marks"]["problem"] == 4


def test_what_cannot_be_scored(prep: CommandLine, speaker: Speaker):
    """Nothing yet, and nothing that is not finished."""
    nothing = prep.here("talk", "score", *"33333")
    speaker.speaks((6, 9))
    unfinished = prep.here("talk", "score", "1", *"33333")

    assert (nothing.code, unfinished.code) == (4, 2)
    assert "no rehearsal waits for a score" in nothing.err
    assert "this rehearsal is not finished" in unfinished.err


def test_marks_are_asked_for_on_a_terminal(prep: CommandLine):
    """One question a criterion, the levels in sight; then the mark for time, as measured."""
    speaker = Speaker(prep.home)
    speaker.speaks(GOOD)
    asked = Terminal(prep, "talk", "score", "--plain")
    for title, mark in zip(("Problem", "One thread", "Evidence", "Agenda", "Questions"), "34332", strict=True):
        asked.until(title)
        asked.type(mark)
    asked.until("A line to yourself")
    asked.type("calm")

    assert asked.end() == 0
    assert "within 2 % of the slot" in asked.screen
    (rehearsal,) = rehearse.rehearsals(speaker.lectern)
    assert rehearsal.score is not None
    assert rehearsal.score.marks == {"problem": 3, "thread": 4, "depth": 3, "agenda": 3, "questions": 2}
    assert rehearsal.score.note == "calm"


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_picture_fits(rehearsed: Speaker, width: int):
    """No line is wider than the terminal, every section has its line and every rehearsal its own."""
    assert same_as_golden(f"talk_picture_{width}", picture(rehearsed, width))


def test_the_picture_without_unicode(rehearsed: Speaker):
    """Plain signs, the same columns."""
    plain = picture(rehearsed, 80, encoding="ascii")

    assert plain.isascii()
    assert [line.split("  ")[0] for line in plain.splitlines()[1:7]] == [
        line.split("  ")[0] for line in picture(rehearsed, 80).splitlines()[1:7]
    ]


def picture(speaker: Speaker, width: int, encoding: str = "utf-8") -> str:
    written = io.BytesIO()
    found = rehearse.rehearsals(speaker.lectern)
    numbers = {each.id: number for number, each in enumerate(found, start=1)}
    stats = statistics(found, found[0].uuid)[0]
    with io.TextIOWrapper(written, encoding=encoding, write_through=True) as file:
        Console(file=file, width=width).print(talk_picture(stats, numbers))
        lines = written.getvalue().decode(encoding).splitlines()
    assert all(len(line) <= width for line in lines)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def test_colour_says_nothing_that_signs_do_not(prep: CommandLine, rehearsed: Speaker):
    """Without colour not a letter differs."""
    assert shown(prep, "log", NO_COLOR="1") == shown(prep, "log") == shown(prep, "log", "--plain")


def test_questions_as_lines(prep: CommandLine, speaker: Speaker):
    """Hidden until drawn; an answer, a mark, the next one; what was given is kept and looked back on."""
    ran = prep.here("talk", "qa", "my-talk", "--count", "2", "--seed", "1", input="\n\n3\n\n\n\n5\n2\n")
    again = prep.here("talk", "qa", "my-talk", "--count", "2", "--seed", "1", "--json", input="\n\n3\n\n\n\n2\n")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.index("A hand goes up") < ran.out.index("Why should it work") < ran.out.index("A number, and where")
    assert "'5' is no mark. 1, 2, 3 or 4" in ran.out
    assert "1 of 2 answers below the bar: begin with “What is new?”" in ran.out
    assert [(each["question"], each["mark"]) for each in again.data["answers"]] == [
        ("Why should it work with ten labels?", 3),
        ("What is new?", 2),
    ]
    assert again.data["seed"] == 1
    assert "A hand goes up" in again.err


class Typing:
    """Somebody who types, and takes their time: a number is so many seconds in which nothing comes."""

    ended = False

    def __init__(self, clock: Hand, *lines: str | int) -> None:
        self.clock = clock
        self.lines = list(lines)

    def line(self) -> str | None:
        line = self.lines.pop(0)
        if isinstance(line, str):
            return line
        self.clock.wait(line / 60)
        return None


def test_cards_go_up_while_one_speaks(
    prep: CommandLine, speaker: Speaker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Each once, with the time; none before the question is drawn, none after the answer."""
    monkeypatch.setenv("PREP_HOME", str(prep.home))
    world = World(plain=True)
    typing = Typing(speaker.clock, 50, "", 10, 10, 11, 3, 12, 20, 5, "", 90, "2")
    (reply,) = ask_questions(world, world.talk("my-talk"), count=1, seed=1, typed=typing)  # type: ignore[arg-type] # stands in for it
    world.put_away()

    said = [line for line in capsys.readouterr().out.splitlines() if line[:4].strip().replace(":", "").isdigit()]
    assert said[:3] == ["0:31 ● green: long enough", "0:46 ▲ yellow: come to the end", "1:06 ■ red: stop"]
    assert [line for line in said[3:] if "●" in line or "▲" in line] == []
    assert (reply.took, reply.mark) == (timedelta(seconds=71), 2)


def test_questions_end_when_nobody_answers(prep: CommandLine, speaker: Speaker):
    """The end of the input, or q: what was said is kept, without a mark."""
    ran = prep.here("talk", "qa", "my-talk", "--seed", "1", input="\n\n")
    left = prep.here("talk", "qa", "my-talk", "--seed", "1", "--json", input="q\n")

    assert ran.code == left.code == 0
    assert "1 of 1 answer shorter than 0:30" in ran.out
    assert left.data["answers"] == []
    assert "no question was answered" in left.err


def test_the_bank_follows_the_talks_own(prep: CommandLine, speaker: Speaker):
    """All that audiences ask comes after the two; a talk without questions begins with it."""
    (prep.home / "talks" / "my-talk" / "questions.toml").unlink()
    ran = prep.here("talk", "qa", "my-talk", "--count", "1", "--json", input="\n\n3\n")

    (answer,) = ran.data["answers"]
    assert answer["key"].startswith("job-talk/")
    assert answer["asker"] != "audience"


def test_questions_work_without_a_bank(prep: CommandLine, speaker: Speaker, monkeypatch: pytest.MonkeyPatch):
    """The talk's own are all; where there are none, how to write some."""
    monkeypatch.setattr("prep.cli.question_time.BANK", "no-such-bank")
    own = prep.here("talk", "qa", "my-talk", "--json", input="\n\n3\n\n\n\n3\n")
    (prep.home / "talks" / "my-talk" / "questions.toml").unlink()
    none = prep.here("talk", "qa", "my-talk")

    assert len(own.data["answers"]) == 2
    assert (none.code, none.out) == (
        0,
        "There are no questions yet: write those you expect into the talk's \nquestions.toml.\n",
    )


def test_questions_are_no_talk(prep: CommandLine, speaker: Speaker):
    """No talk may be called like the command, and none of a name that does not exist is asked about."""
    assert prep.here("talk", "new", "qa").code == 2
    assert prep.here("talk", "qa", "nope").code == 4


def test_a_folder_of_the_repository(prep: CommandLine, tmp_path: Path):
    """The shipped talks have questions of their own."""
    ran = prep.here("talk", "qa", "research-job-talk", "--count", "1", "--json", input="\n\n4\n")

    assert [each["asker"] for each in ran.data["answers"]] == ["audience"]
