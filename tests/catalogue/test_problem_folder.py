from __future__ import annotations

import os
from pathlib import Path

import pytest
from problem_folders import FILES, STARTER, TOML, UUID, toml, write_problem

from prep.catalogue.problems import (
    accepted_paths,
    faults_of,
    given_files,
    mistake_path,
    read_problem,
    read_solution,
)
from prep.errors import BadContent, NoSuchThing
from prep.model.problem import Entry, Form, Kind, Level, Limits, Mistake, QuestionAndAnswer


def test_a_sound_folder_becomes_a_problem(problems):
    """Everything an author wrote is in the problem, and the forms of its entries come from the starter."""
    folder = write_problem(problems)

    problem = read_problem(folder)

    assert (problem.slug, problem.uuid, problem.title) == ("stable-softmax", UUID, "Stable softmax")
    assert (problem.kind, problem.topic, problem.level, problem.minutes) == (
        Kind.IMPLEMENT,
        "numerics",
        Level.WARM_UP,
        10,
    )
    assert problem.entries == (Entry("softmax"), Entry("Running", Form.CLASS))
    assert problem.statement == FILES["statement.md"]
    assert problem.starter == STARTER
    assert problem.folder == folder
    assert [check.id for check in problem.checks] == ["test_rows_sum_to_one", "test_is_stable", "test_streams"]
    assert problem.skills == ("logsumexp",)
    assert problem.hints == ("What overflows?", "Look at exp.", "Subtract the maximum.")
    assert problem.follow_ups == (QuestionAndAnswer("And in half precision?", "Accumulate in float32."),)
    assert problem.asks == (QuestionAndAnswer("Which axis?", "The last."),)
    assert problem.mistake("wrong-axis") == Mistake("wrong-axis", "The rows do not sum to one.")
    assert [(stage.title, stage.entries, stage.optional) for stage in problem.stages] == [
        ("Plain", ("softmax",), False),
        ("Streaming", (), True),
    ]
    assert problem.limits == Limits(call=1.0, memory=512)


def test_what_may_be_left_out_has_its_default(faults):
    """Skills, limits, mistakes and stages are the author's choice."""
    text = toml(('skills = ["logsumexp"]\n', ""), ("[limits]\ncall = 1\nmemory = 512\n", "")).split("[[mistake]]")[0]
    mistakes = {name: None for name in FILES if name.startswith("mistakes/")}

    assert faults(mistakes, problem=text, checks="def test_a():\n    'a'\n") == []


def test_windows_files_are_read_as_any_other(problems):
    """A byte order mark and CRLF in any file leave no trace in the problem."""
    crlf = {name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in FILES.items()}
    folder = write_problem(problems / "windows", files=crlf)

    problem = read_problem(folder)

    assert problem.statement == FILES["statement.md"]
    assert problem.starter == STARTER
    assert problem.hints[1] == "Look at exp."


def test_a_problem_may_be_named_by_a_dot(problems, monkeypatch):
    """An author who stands in the folder reads it as `.`; the problem knows where it really is."""
    folder = write_problem(problems)
    monkeypatch.chdir(folder)

    problem = read_problem(Path())

    assert (problem.slug, problem.folder) == ("stable-softmax", folder)


@pytest.mark.parametrize("name", ["problem.toml", "statement.md", "starter.py", "solution.py", "checks.py"])
def test_a_missing_file_is_named(faults, name):
    """Each of the five files must be there."""
    assert faults({name: None}) == [f"{name}: is missing"]


def test_a_misnamed_file_is_found(faults):
    """Where a file is missing and another is nearly called so, the fault asks whether it is the one."""
    assert faults({"solution.py": None, "soluton.py": ""}) == ["solution.py: is missing (is it 'soluton.py'?)"]


@pytest.mark.parametrize(
    "name",
    [
        "problem.toml",
        "statement.md",
        "starter.py",
        "solution.py",
        "checks.py",
        "mistakes/wrong-axis.py",
        "accepted/a.py",
    ],
)
def test_a_file_that_is_not_utf_8_is_named_with_the_line(faults, name):
    """Latin-1 from an old editor is found in every file, on its line."""
    assert faults({name: "# fine\n# schön".encode("latin-1")}) == [f"{name}:2: is not UTF-8 text"]


@pytest.mark.parametrize("name", ["statement.md", "checks.py"])
def test_a_folder_is_not_a_file(faults, name):
    """A directory by a file's name is a fault, not a crash."""
    assert faults({name: None, f"{name}/x": ""}) == [f"{name}: must be a file"]


@pytest.mark.parametrize("name", ["starter", "solution", "checks"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = 1\ndef f(:\n", ":2: is not valid Python: invalid syntax"),
        ("x = 1\nreturn x\n", ":2: is not valid Python: 'return' outside function"),
        ("x = '\0'", ": is not valid Python: "),
        ("-" * 100_000 + "1", ": is not valid Python: "),
        ("(" * 10_000, ":1: is not valid Python: "),
    ],
)
def test_a_syntax_error_has_its_file_and_line(faults, name, text, told):
    """Python that does not compile is told as Python tells it, whatever makes the compiler give up."""
    (fault,) = faults(**{name: text})

    assert fault.startswith(f"{name}.py{told}")


def test_nothing_is_printed_for_a_doubtful_escape(faults, capfd, recwarn):
    """Python's warnings about a file's style are its author's business, not the candidate's."""
    assert faults(solution='"\\d" is 1\n') == []
    assert not recwarn.list
    assert capfd.readouterr() == ("", "")


def test_nothing_is_run(faults, tmp_path):
    """Reading a problem executes nothing of it."""
    bomb = f"open({str(tmp_path / 'ran')!r}, 'w')\n"

    assert faults({"mistakes/wrong-axis.py": bomb, "given/x.py": bomb}, starter=bomb + STARTER, solution=bomb) == []
    assert not (tmp_path / "ran").exists()


def test_an_empty_statement_is_a_fault(faults):
    """A file of blanks states nothing."""
    assert faults({"statement.md": " \n"}) == ["statement.md: is empty"]


def test_the_starter_defines_every_entry(faults):
    """An entry the starter lacks is named, with what may have been meant."""
    found = faults(starter=STARTER.replace("Running", "Runing"))

    assert found == ["starter.py: Running: the starter does not define this entry; did you mean 'Runing'?"]


def test_mistakes_and_their_files_belong_together(faults):
    """An entry without a file and a file without an entry are both told."""
    found = faults({"mistakes/wrong-axis.py": None, "mistakes/wrong-axes.py": "x = 1\n"})

    assert found == [
        "problem.toml:39: mistake[2].id: mistakes/wrong-axis.py is missing",
        "mistakes/wrong-axes.py: has no [[mistake]] in problem.toml; did you mean 'wrong-axis'?",
    ]


@pytest.mark.parametrize(
    "broken", ["[[mistake", TOML.replace("[[mistake]]", "[[mistakes]]"), TOML.replace('id = "w', 'di = "w')]
)
def test_one_slip_is_one_fault(faults, broken):
    """What hangs on the part of problem.toml that is wrong is not judged by it."""
    assert len(faults(problem=broken)) == 1


def test_nothing_given_may_replace_the_answer(faults):
    """A given file is laid beside the answer, so it cannot have the answer's name."""
    assert faults({"given/answer.py": ""}) == [
        "given/answer.py: would be laid over the user's answer: call it something else"
    ]
    assert faults({"given": "data"}) == ["given: must be a folder"]


@pytest.mark.parametrize("slug", ["Softmax", "soft_max", "-softmax", "soft--max", "söft", "soft max", "a\x1b[2J"])
def test_a_slug_is_kebab_case(problems, slug):
    """The name is typed on a command line: lower-case words and hyphens only."""
    (fault,) = faults_of(write_problem(problems, slug))

    assert fault.message == "a problem's folder is named by lower-case words joined by hyphens"


def test_no_problem_is_called_like_a_subcommand(problems):
    """`prep code list` lists, so `list` can be no problem; another set of names may be given."""
    folder = write_problem(problems, "list")

    assert [fault.message for fault in faults_of(folder)] == [
        "no problem may be called 'list': it is a subcommand of `prep code`"
    ]
    assert faults_of(folder, reserved=()) == []


def test_a_broken_folder_raises_with_all_its_faults(problems):
    """The error tells every fault, one to a line, in the words of the list of faults."""
    folder = write_problem(problems, files={"solution.py": None, "problem.toml": toml(("title", "titel"))})

    with pytest.raises(BadContent) as caught:
        read_problem(folder)

    assert caught.value.message.splitlines() == list(map(str, faults_of(folder)))
    assert len(faults_of(folder)) == 2


def test_a_folder_that_is_not_there_is_bad_content(problems):
    """A path with nothing behind it is told as that."""
    with pytest.raises(BadContent, match="there is no such folder"):
        read_problem(problems / "nothing")


def test_a_folder_that_cannot_be_read_is_a_fault(problems, monkeypatch):
    """When the machine refuses, the reason is a fault of the file or the folder."""

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    folder = write_problem(problems)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert str(faults_of(folder)[0]) == f"{folder / 'problem.toml'}: cannot be read: Permission denied"

    monkeypatch.setattr(Path, "exists", refuse)
    assert [str(fault) for fault in faults_of(folder)] == [f"{folder}: cannot be read: Permission denied"]


def test_a_pipe_is_no_file(problems):
    """A named pipe where a file should be does not make reading wait for ever."""
    folder = write_problem(problems, files={"statement.md": None})
    os.mkfifo(folder / "statement.md")

    assert [fault.message for fault in faults_of(folder)] == ["must be a file"]


def test_the_other_files_are_at_hand(problems):
    """The solution is text; mistakes, accepted answers and given files are paths."""
    extra = {"accepted/b.py": "", "accepted/a.py": "", "accepted/notes.txt": "", "given/data.csv": "1\n"}
    folder = write_problem(problems, files=extra)
    (folder / "given" / "deep" / "__pycache__").mkdir(parents=True)
    (folder / "given" / "deep" / "w.npy").touch()
    (folder / "given" / "deep" / "__pycache__" / "x.pyc").touch()

    problem = read_problem(folder)

    assert read_solution(problem) == FILES["solution.py"]
    assert mistake_path(problem, "wrong-axis") == folder / "mistakes" / "wrong-axis.py"
    assert accepted_paths(problem) == [folder / "accepted" / "a.py", folder / "accepted" / "b.py"]
    assert given_files(problem) == [folder / "given" / "data.csv", folder / "given" / "deep" / "w.npy"]


def test_without_folders_there_is_nothing_in_them(problems):
    """Accepted answers and given files are optional."""
    problem = read_problem(write_problem(problems))

    assert accepted_paths(problem) == []
    assert given_files(problem) == []


def test_an_unknown_mistake_is_no_path(problems):
    """Only the mistakes a problem knows have a file; a path in disguise has none."""
    problem = read_problem(write_problem(problems))

    with pytest.raises(NoSuchThing, match="knows no mistake called"):
        mistake_path(problem, "../solution")


def test_a_solution_gone_meanwhile_is_bad_content(problems):
    """A file removed after the problem was read is told, not a traceback."""
    folder = write_problem(problems)
    problem = read_problem(folder)
    (folder / "solution.py").unlink()

    with pytest.raises(BadContent, match=r"solution\.py: is missing"):
        read_solution(problem)
