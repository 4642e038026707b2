"""The history as it is typed: filtered, put right, carried to another machine, checked and mended."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import PROBLEMS, CommandLine, until
from history_makers import SECRET, a_session, an_answer
from test_cli_golden import same_as_golden, steady

from prep.history import exchange
from prep.model.correction import NOTED
from prep.model.fact import Fact

NOON = datetime(2020, 11, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MARKS = {"problem-solving": 3, "code": 3, "communication": 2, "testing": None}


def to_lines(facts) -> str:
    return "".join(exchange.to_lines(facts))


def story():
    """Six sessions on two problems and an answer, each a day after the other."""
    facts = []
    for n in range(6):
        slug, passed = ("adam", n > 1) if n % 2 else ("sdpa", False)
        facts += a_session(
            NOON + n * DAY, f"s{n}", slug=slug, passed=passed, guess=(30, 70, 50, 90, 10, 70)[n], marks={"code": 4}
        )
    return [*facts, an_answer(NOON + 6 * DAY, question="Why us?", marks={"limits": 2})]


@pytest.fixture
def filled(prep: CommandLine) -> CommandLine:
    """That history, imported; the problems' ids are the catalogue's, so that topics are found."""
    facts = [
        Fact(f.id, f.kind, f.about, f.at, {**f.data, "uuid": uuid_of(f.data["slug"])})
        if f.kind == "session.started"
        else f
        for f in story()
    ]
    (prep.folder / "other.jsonl").write_text(to_lines(facts))
    ran = prep.here("history", "import", str(prep.folder / "other.jsonl"))
    assert ran.code == 0, ran.err
    return prep


def uuid_of(slug):
    return tomllib.loads((PROBLEMS / slug / "problem.toml").read_text())["uuid"]


def numbers(ran):
    return [each["number"] for each in ran.data]


def test_the_list_by_every_filter(filled: CommandLine):
    """Kind, topic, days and outcome; the numbers stay those of the whole list."""

    def listed(*words):
        return numbers(filled.here("history", "list", "--json", *words))

    assert listed() == [1, 2, 3, 4, 5, 6, 7]
    assert listed("--kind", "question") == [1]
    assert listed("--kind", "code", "--outcome", "passed") == [2, 4]
    assert listed("--topic", "motivation") == [1]
    assert listed("--since", "2020-11-04", "--until", "2020-11-05") == [4, 5]
    assert listed("--problem", "adam") == [2, 4, 6]
    assert listed("--limit", "2") == [1, 2]
    assert "Nothing matches; there are 7 entries" in filled.here("history", "list", "--outcome", "gave-up").out
    assert filled.here("history", "list", "--since", "yesterday").code == 2


def test_the_list_as_csv(filled: CommandLine):
    """One row an entry, and all of them; another program can read it."""
    rows = list(csv.DictReader(io.StringIO(filled.here("history", "list", "--csv").out)))

    assert [row["kind"] for row in rows] == ["question", *["code"] * 6]
    assert rows[1]["topic"] == rows[3]["topic"] != ""
    assert rows[1]["self_score"] == "code=4 communication=3 problem-solving=3 testing=3"
    assert (rows[1]["outcome"], rows[1]["minutes"], rows[1]["target_minutes"]) == ("passed", "5.0", "10.0")


def test_the_words_of_the_figures(filled: CommandLine):
    """Kept word for word: the list, the statistics, calibration, two sessions beside each other."""
    assert same_as_golden("history_list_all", steady(filled.here("history", "list").out, filled))
    assert same_as_golden("history_stats", steady(filled.here("history", "stats", "--by", "topic").out, filled))
    assert same_as_golden("history_calibration", steady(filled.here("history", "calibration").out, filled))
    against = filled.here("history", "show", "2", "--against", "6")
    assert same_as_golden("history_show_against", steady(against.out, filled))


@pytest.mark.parametrize("columns", ["44", "60"])
def test_a_narrow_terminal_gets_fewer_columns(filled: CommandLine, columns: str):
    """Rather than none that can be read: what it was and how it went stay whole, in `list` and in `stats`."""
    listed = filled.here("history", "list", COLUMNS=columns).out.splitlines()
    counts = filled.here("history", "stats", "--by", "topic", COLUMNS=columns).out.splitlines()

    assert listed[0].split() == ["#", "when", "kind", "what", "result"]
    rows = [each.split()[2:] for each in listed if each[0].isdigit()]
    assert rows[1:3] == [["code", "adam", "passed"], ["code", "sdpa", "1", "of", "2"]]
    assert counts[0].split() == ["topic", "n", "pass", "time", "mean", "trend"]
    assert counts[2].split() == ["attention", "3", "0%", "50%", "2.3", "→", "(n=3)"]
    assert max(map(len, listed + counts)) <= int(columns)


def test_statistics_by_skill_and_in_json(filled: CommandLine):
    """Every group with its n; what was voided is not in it."""
    data = filled.here("history", "stats", "--json").data
    training = next(each for each in data["by_topic"] if each["kind"] == "code" and each["pass_rate"])
    assert (data["n"], training["n"], training["attempts"]) == (7, 3, 3)
    assert {each["group"] for each in data["by_skill"]}

    filled.here("history", "void", "2", "--because", "not me")
    assert filled.here("history", "stats", "--json").data["n"] == 6


def test_calibration_in_json(filled: CommandLine):
    """Six pairs on code, half a mark or more too high; no number where there are too few pairs."""
    filled.here("history", "score", "1", "--by", "Ada", "--file", sheet(filled, "1", limits=1))
    data = filled.here("history", "calibration", "--json").data
    code = next(each for each in data["criteria"] if each["criterion"] == "code")
    limits = next(each for each in data["criteria"] if each["criterion"] == "limits")

    assert (code["n"], code["enough"], code["against"]) == (6, True, "measured")
    assert code["bias"] == round((4 * 6 - (4 + 4 + 2 * 4)) / 6, 4)
    assert (limits["n"], limits["bias"], limits["against"]) == (1, None, "second opinion")
    assert (data["guesses"]["n"], data["guesses"]["enough"]) == (6, True)


def sheet(prep, which, **marks):
    made = json.loads(prep.here("history", "score", which, "--template").out)
    assert all(mark is None for mark in made["marks"].values())
    made["marks"].update(marks)
    path = prep.folder / "sheet.json"
    path.write_text(json.dumps(made))
    return str(path)


def test_a_second_opinion(filled: CommandLine):
    """The template, filled, is kept and shown; a wrong one is refused with all its faults and exit code 3."""
    kept = filled.here("history", "score", "2", "--by", "Ada", "--file", sheet(filled, "2", code=2), "--json")
    shown = filled.here("history", "show", "2")
    (filled.folder / "wrong.json").write_text('{"marks": {"code": 9, "grace": 1}}')
    wrong = filled.here("history", "score", "2", "--by", "Ada", "--file", str(filled.folder / "wrong.json"))
    nobody = filled.here("history", "score", "2", "--file", sheet(filled, "2", code=2))

    assert kept.data["marks"] == {"code": 2}
    assert "marked by Ada: code 2" in shown.out
    assert wrong.code == 3
    assert "marks.code is 9" in wrong.err
    assert "'grace'" in wrong.err or "marks.grace" in wrong.err
    assert nobody.code == 2


def test_notes_amendments_and_voids(filled: CommandLine):
    """Each is told, shown, and obeyed by the list; a void can be taken back."""
    filled.here("history", "note", "2", "say", "the", "shapes")
    amended = filled.here("history", "amend", "2", "--score", "code=1,testing=2", "--minutes", "3")
    shown = filled.here("history", "show", "2")
    refused = filled.here("history", "void", "3")
    voided = filled.here("history", "void", "3", "--because", "a friend typed")
    gone = filled.here("history", "list", "--voided").out
    id = filled.here("history", "list", "--voided", "--json").data[0]["id"]

    assert amended.out == "amended 2 (adam): code 1, testing 2, 3 min count\n"
    assert "say the shapes" in shown.out
    assert "3:00" in shown.out
    assert refused.code == 2
    assert voided.code == 0
    assert "a friend typed" in gone
    assert len(filled.here("history", "list", "--json").data) == 6
    assert filled.here("history", "void", id, "--undo").code == 0
    assert len(filled.here("history", "list", "--json").data) == 7
    assert filled.here("history", "amend", "2").code == 2
    assert filled.here("history", "amend", "2", "--score", "grace=3").code == 2
    assert filled.here("history", "amend", "2", "--score", "3,3").code == 2


def test_there_and_back(filled: CommandLine, tmp_path: Path):
    """Exported, imported elsewhere, exported again: byte for byte the same, and a second import adds nothing."""
    other = CommandLine(tmp_path, home=tmp_path / "elsewhere")
    file = tmp_path / "out.jsonl"
    told = filled.here("history", "export", str(file))
    first = other.here("history", "import", str(file), "--json").data
    again = other.here("history", "import", "-", input=file.read_text())

    assert told.out == f"37 facts in {file}\n"
    assert first["begun"] == {"session": 6, "answer": 1}
    assert again.out.startswith("0 new facts; ")
    assert other.here("history", "export").out == filled.here("history", "export").out == file.read_text()
    assert filled.here("history", "export", str(file)).code == 0


def test_the_journal_is_never_exported_onto_itself(filled: CommandLine):
    """Its damaged lines would be gone."""
    before = (filled.home / "journal.jsonl").read_bytes()

    assert filled.here("history", "export", str(filled.home / "journal.jsonl")).code == 2
    assert (filled.home / "journal.jsonl").read_bytes() == before


def test_an_anonymous_export(filled: CommandLine, tmp_path: Path):
    """Nothing written is in it, and it is a history of its own."""
    lines = filled.here("history", "export", "--anonymous").out
    other = CommandLine(tmp_path, home=tmp_path / "elsewhere")

    assert SECRET not in lines
    assert "Why us?" not in lines
    assert other.here("history", "import", "-", input=lines).code == 0
    assert [each["outcome"] for each in other.here("history", "list", "--json").data] == [
        each["outcome"] for each in filled.here("history", "list", "--json").data
    ]


def test_a_spoilt_file_is_refused(filled: CommandLine):
    """Exit code 3, the line and the reason, and nothing changed."""
    lines = filled.here("history", "export").out.splitlines()
    lines[3] = lines[3].replace("test_a", "test_b")
    facts = filled.here("doctor", "--json").data["facts"]
    ran = filled.here("history", "import", "-", input="\n".join(lines))

    assert (ran.code, ran.out) == (3, "")
    assert "nothing was imported: line 4: its checksum does not match" in ran.err
    assert filled.here("doctor", "--json").data["facts"] == facts


def test_the_schema_is_printed(prep: CommandLine):
    """One JSON document, without a history."""
    made = json.loads(prep.here("history", "export", "--schema").out)

    assert made["title"] == "A line of prep's history"
    assert not prep.home.exists()


def test_cards_become_questions(prep: CommandLine):
    """Once, however often; a card without an answer is refused with its line."""
    cards = '#separator:Semicolon\n"What is <b>KL</b>?";Asymmetry &amp; use;tag\nWhy?;Because\n'
    first = prep.here("history", "import", "-", "--csv-questions", "mine", input=cards)
    again = prep.here("history", "import", "-", "--csv-questions", "mine", "--json", input=cards)
    wrong = prep.here("history", "import", "-", "--csv-questions", "mine", input="a,b\nonly one\n")

    assert first.out == "2 new questions in mine; 0 were there already.\n"
    assert again.data == {"bank": "mine", "new": 0, "held": 2}
    assert "What is KL ?" in (prep.home / "banks" / "mine.toml").read_text()
    assert (wrong.code, "line 2" in wrong.err) == (3, True)


def test_check_and_repair(filled: CommandLine):
    """A torn line is told, set aside and kept; then check and doctor are content, and the next fact is whole."""
    journal = filled.home / "journal.jsonl"
    with journal.open("ab") as file:
        file.write(b'{"about":"s9","at":"2026-11-09T12:00:00+00:00","data":{"number"')
    filled.here("history", "note", "1", "a later fact")
    warned = filled.here("history", "list")
    unwell = filled.here("doctor")
    seen = filled.here("history", "check")
    mended = filled.here("history", "check", "--repair")
    data = filled.here("history", "check", "--json")
    well = filled.here("doctor")

    assert "`prep history check` says more" in warned.err
    assert (unwell.code, seen.code, mended.code, data.code, well.code) == (1, 1, 0, 0, 0), well.out
    assert "--repair" in seen.out
    (kept,) = data.data["earlier"]
    assert Path(kept).read_bytes().startswith(b'{"about":"s9"')
    assert str(kept) in mended.out
    assert same_as_golden("history_check", steady(seen.out, filled))


def test_what_lost_its_start_is_named(filled: CommandLine):
    """Facts of a session without its start cannot be shown; they are counted."""
    journal = filled.home / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[1:]))
    for index in filled.home.glob("history.db*"):
        index.unlink()
    found = filled.here("history", "check", "--json")

    assert found.code == 0
    assert found.data["headless"] == [{"what": "session", "id": "s0", "facts": 5}]


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_in_the_middle_of_an_import(prep: CommandLine, seed: int):
    """Whatever came in is whole; the same import again, and repair, end where an undisturbed one ends."""
    big = [Fact(f"{n:08}", NOTED, "s", NOON, {"text": "x" * 2_000}) for n in range(2_000)]
    file = prep.folder / "big.jsonl"
    file.write_text(to_lines(big))
    child = prep.start("history", "import", str(file), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    journal = prep.home / "journal.jsonl"
    until(lambda: journal.exists() or child.poll() is not None, "the import")
    if seed % 2:
        until(lambda: journal.stat().st_size > seed * 50_000 or child.poll() is not None, "some of it")
    child.kill()
    child.wait()
    again = prep.here("history", "import", str(file))
    checked = prep.here("history", "check", "--repair", "--json")

    assert (again.code, checked.code) == (0, 0)
    assert checked.data["facts"] == len(big)
    assert prep.here("history", "export").out == to_lines(big)


def test_terminal_codes_in_an_answer_do_nothing(prep: CommandLine):
    """What somebody wrote is shown escaped, in the diff, the text and the notes."""
    facts = a_session(NOON, "s1")
    evil = "\x1b[2Jx = 1\x07\n"
    second = [
        Fact(f"{facts[3].id}{n}", f.kind, "s1", f.at, {**f.data, "submission": "s1-2", **extra})
        for n, (f, extra) in enumerate([(facts[2], {"text": evil}), (facts[3], {})])
    ]
    note = Fact(f"{facts[-1].id}z", NOTED, "s1", NOON, {"text": evil})
    (prep.folder / "evil.jsonl").write_text(to_lines([*facts, *second, note]))
    assert prep.here("history", "import", str(prep.folder / "evil.jsonl")).code == 0
    shown = prep.here("history", "show", "1", "--text", "--diff")

    assert shown.code == 0
    assert "\x1b" not in shown.out
    assert "\x07" not in shown.out
    assert "x1b[2J" in shown.out
