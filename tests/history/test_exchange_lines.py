"""What is exported is the journal's own lines, by a schema that other programs can read; nothing else comes in."""

from __future__ import annotations

import ast
import importlib
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from history_makers import SECRET, a_session, an_answer, second_thoughts

import prep
from prep.errors import BadContent
from prep.history import exchange
from prep.history.exchange import from_lines
from prep.history.line import encode
from prep.history.schema import DATA, fault, schema
from prep.model.anonymous import anonymous
from prep.model.answer import SPOKEN
from prep.model.fact import Fact

PREP = Path(prep.__file__).parent
AT = datetime(2026, 11, 23, 14, 22, tzinfo=UTC)


def to_lines(facts) -> str:
    return "".join(exchange.to_lines(facts))


@pytest.fixture
def facts():
    return [*a_session(AT, "s1"), an_answer(AT), *second_thoughts(AT, "s1")]


def test_every_line_is_as_the_schema_says(facts):
    """The published schema is a valid one, and takes every line that is exported."""
    jsonschema.Draft202012Validator.check_schema(schema())
    validator = jsonschema.Draft202012Validator(schema())

    for line in to_lines(facts).splitlines():
        assert not list(validator.iter_errors(json.loads(line)))


SPOILT = [
    ("session.started", {"mode": "asleep"}, "data.mode is 'asleep', not one of practise, interview"),
    ("session.started", {"minutes": "ten"}, "data.minutes is not of the type integer"),
    ("session.started", {"minutes": True}, "data.minutes is not of the type integer"),
    ("session.started", {"minutes": 0}, "data.minutes is 0, less than 1"),
    ("session.submitted", {"elapsed": -1}, "data.elapsed is -1, less than 0"),
    ("session.submitted", {"guess": "high"}, "data.guess is not of the type integer or null"),
    ("session.judged", {"verdict": {}}, "data.verdict.checks is missing"),
    ("session.scored", {"marks": {"code": 3}}, "data.marks.communication is missing"),
    ("session.scored", {"note": None}, "data.note is not of the type string"),
    ("fact.amended", {"marks": {"code": 5}}, "data.marks.code is 5, not one of 1, 2, 3, 4"),
    ("opinion.given", {"by": ""}, "data.by is too short"),
]


@pytest.mark.parametrize(("kind", "change", "says"), SPOILT)
def test_what_is_not_as_the_schema_says(facts, kind, change, says):
    """Our own check and the schema agree, and the reason is said with where it is."""
    whole = next(fact for fact in facts if fact.kind == kind)
    spoilt = Fact(whole.id, kind, whole.about, whole.at, {**whole.data, **change})
    errors = list(jsonschema.Draft202012Validator(schema()).iter_errors(json.loads(encode(spoilt))))

    assert fault(kind, whole.data) == ""
    assert fault(kind, spoilt.data) == says
    assert errors


def test_an_unknown_kind_is_taken_as_it_is():
    """A newer prep's facts travel with the others."""
    fact = Fact("1", "hunt.offered", "", AT, {"anything": [1, {"a": None}]})

    assert [each.fact for each in from_lines(to_lines([fact]).encode())] == [fact]


def test_every_wrong_line_is_named(facts):
    """The file is refused as a whole: the first five lines that are wrong, with reasons, and how many there are."""
    lines = to_lines(facts).splitlines()
    for number in range(1, 9):
        lines[number] = lines[number].replace('"kind":"', '"kind":"x')

    with pytest.raises(BadContent) as refused:
        from_lines("\n".join(lines).encode())

    assert refused.value.message.startswith("nothing was imported: line 2: its checksum does not match; line 3: ")
    assert refused.value.message.endswith("; and 3 more")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n", "line 1: it is not JSON"),
        (b"\n\n[]\n", "line 3: it is not a JSON object"),
        (b'{"about":"a","format":7}\n', "line 1: the history was written by a newer prep (format 7"),
    ],
)
def test_what_is_no_export(content, says):
    """Some other file is refused by its first line."""
    with pytest.raises(BadContent, match="line") as refused:
        from_lines(content)

    assert says in refused.value.message


def test_a_torn_export_is_refused(facts):
    """A download that stopped in the middle of a line brings nothing in."""
    with pytest.raises(BadContent, match="line 11: it is not JSON"):
        from_lines(to_lines(facts).encode()[:-20])


def test_line_ends_of_windows_do_no_harm(facts):
    """A file that came by mail is read all the same."""
    assert [each.fact for each in from_lines(to_lines(facts).replace("\n", "\r\n").encode())] == facts


def test_one_id_with_two_meanings_is_refused(facts):
    """A file that contradicts itself is not taken."""
    other = Fact(facts[0].id, "session.hinted", "s1", AT, {"number": 1})

    with pytest.raises(BadContent, match="line 12: another line of the file has the same id"):
        from_lines(to_lines([*facts, other]).encode())


def test_nothing_that_was_written_is_in_an_anonymous_export(facts):
    """Texts, notes and names are gone; ids, times, marks and outcomes are there, and every line is whole."""
    strange = Fact("9", "hunt.offered", "", AT, {"who": SECRET})
    lines = to_lines(anonymous([*facts, strange], ["motivation/why-us"]))

    assert SECRET in to_lines(facts)
    assert SECRET not in lines
    back = [each.fact for each in from_lines(lines.encode())]
    assert [(fact.id, fact.kind, fact.about, fact.at) for fact in back] == [
        (fact.id, fact.kind, fact.about, fact.at) for fact in facts
    ]
    judged = next(fact for fact in back if fact.kind == "session.judged")
    assert [check["outcome"] for check in judged.data["verdict"]["checks"]] == ["passed", "passed"]


def test_a_question_after_a_talk_keeps_its_seconds_and_no_words():
    """What was asked, and the talk's name, are somebody's own; how long the answer was is not."""
    data = {"question": SECRET, "seconds": 33.3, "talk": "0123456789", "slug": SECRET, "sitting": "s"}
    (left,) = anonymous([Fact("1", SPOKEN, f"talk:0123456789/{SECRET}", AT, data)])

    assert left.data == {**data, "question": "", "slug": "talk-01234567"}
    assert left.about.startswith("talk:0123456789/question-")
    assert SECRET not in left.about
    assert fault(SPOKEN, left.data) == ""


def test_keys_of_questions_are_made_of_words():
    """Wherever one stands, only a public one stays; twice is once; one question has one name in all the facts."""
    own, public = f"{SECRET}/what-is-{SECRET}", "motivation/apply-now"
    slots = [
        {"kind": "talk", "what": [SECRET]},
        {"kind": "coding", "what": ["sdpa"]},
        {"kind": "why", "what": [own, public]},
    ]
    facts = [
        Fact("1", "answer.kept", own, AT, {"text": SECRET, "company": SECRET}),
        Fact("2", "answer.kept", public, AT, {"text": SECRET, "company": SECRET}),
        Fact("3", "why.began", "w", AT, {"keys": [own, public], "company": ""}),
        Fact("4", "story.kept", "s", AT, {"title": SECRET, "parts": {}, "answers": [own]}),
        Fact("5", "day.started", "d", AT, {"slots": slots, "company": SECRET}),
    ]
    left = [*anonymous(facts, [public])]
    hidden = left[0].about

    assert SECRET not in to_lines(left)
    assert left[1].about == public
    assert left[2].data["keys"] == [hidden, public]
    assert left[3].data["answers"] == [hidden]
    assert [slot["what"] for slot in left[4].data["slots"]][1:] == [["sdpa"], [hidden, public]]
    assert [*anonymous(left, [public])] == left


def test_the_schema_knows_every_kind_that_is_read():
    """What a noun is built from has a form."""
    from prep.model.onsite import DAY_KINDS
    from prep.model.record import SESSION_KINDS
    from prep.model.rehearsal_record import REHEARSAL_KINDS
    from prep.model.why import WHY_KINDS

    assert {*SESSION_KINDS, *REHEARSAL_KINDS, *DAY_KINDS, *WHY_KINDS} <= set(DATA)


def test_the_schema_knows_every_kind_that_is_written():
    """Whatever the package adds to a history has a form: a kind is named where it is added."""
    written = {kind for path in PREP.rglob("*.py") for kind in kinds_written(path)}

    assert {"session.started", "session.hinted", "answer.kept", "question.spoken", "fact.noted"} <= written
    assert written <= set(DATA)


def kinds_written(path: Path) -> set[str]:
    """The kinds that a module gives to `history.add` and `history.add_all`, constants and `_tell` followed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        added = [call for call in calls if ast.unparse(call.func).endswith("history.add")]
        named = [call.args[0] for call in added]
        if any(ast.unparse(call.func).endswith("history.add_all") for call in calls):
            named += [
                node.elts[0] for node in ast.walk(function) if isinstance(node, ast.Tuple) and len(node.elts) == 3
            ]
        for node in named:
            if isinstance(node, ast.JoinedStr):  # f"session.{word}", in a function that is given the word
                told = [call for call in ast.walk(tree) if isinstance(call, ast.Call)]
                words = [call.args[1] for call in told if ast.unparse(call.func) == function.name]
                found |= {ast.unparse(node)[2:-1].format(word=ast.literal_eval(word)) for word in words}
            elif isinstance(node, ast.Name):
                name = ".".join(path.relative_to(PREP.parent).with_suffix("").parts)
                found.add(getattr(importlib.import_module(name), node.id))
            else:
                found.add(ast.literal_eval(node))
    return found
