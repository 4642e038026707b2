"""Files that are broken, hostile or no deck at all: always a PrepError that says what to do, and soon."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import time
import zipfile
from pathlib import Path

import pytest
from deck_makers import CONTENT, FILES, ROBUST, make_pptx, rewritten, with_sections, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject
from test_deck_markdown import MARP, QUARTO, REVEAL
from test_deck_pdf import plain_pdf
from test_deck_pdfpc import OLD

from prep.decks import read_deck
from prep.decks.kinds import read_here
from prep.errors import BadContent, BadUsage, NoSuchThing, PrepError
from prep.model.deck import Deck


def refused(file: Path, words: str, *, kind: type[PrepError] = BadContent) -> PrepError:
    """The error of this file, which says these words and what to do."""
    with pytest.raises(kind, match=words) as found:
        read_here(file)
    assert found.value.hint
    return found.value


def outcome(file: Path) -> Deck | PrepError:
    """What came of reading it; an error says what to do."""
    try:
        return read_here(file)
    except PrepError as error:
        return error


def sound(found: Deck | PrepError) -> bool:
    """Whether it is a deck with slides, or an error that says what to do."""
    if isinstance(found, PrepError):
        return bool(found.message and found.hint)
    return bool(found.parts) and found.slides == found.parts[-1].last > 0


def encrypted(file: Path, password: str) -> Path:
    writer = PdfWriter(clone_from=str(ROBUST))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    writer.write(file)
    return file


def test_an_encrypted_pdf_says_how_to_decrypt_it(tmp_path: Path):
    """A password is needed; where it is needed only for changes, the deck is read."""
    error = refused(encrypted(tmp_path / "a.pdf", "secret"), "is encrypted")

    assert "qpdf --decrypt" in error.hint
    assert read_here(encrypted(tmp_path / "b.pdf", "")).slides == 11


@pytest.mark.parametrize("name", ["a.pdf", "a.pptx", "a.tex", "a.md", "a.pdfpc", "a"])
def test_an_empty_file_is_told(tmp_path: Path, name: str):
    """Nothing is in it."""
    refused(written(tmp_path, name, ""), "is empty")


@pytest.mark.parametrize("kept", [10, 300, 5_000, 50_000, 109_000])
def test_a_truncated_pdf_is_told_or_read_with_a_warning(tmp_path: Path, kept: int):
    """Half a file is refused, or what is left of it is read and that is said."""
    file = tmp_path / "a.pdf"
    file.write_bytes(ROBUST.read_bytes()[:kept])

    found = outcome(file)

    assert sound(found)
    assert isinstance(found, PrepError) or any("breaks off before its end" in words for words in found.warnings)


@pytest.mark.parametrize("part", [0.2, 0.6, 0.99])
def test_a_truncated_pptx_is_told(tmp_path: Path, part: float):
    """A zip without its directory is no deck."""
    file = make_pptx(tmp_path / "a.pptx", [("A", CONTENT)])
    data = file.read_bytes()
    file.write_bytes(data[: int(part * len(data))])

    refused(file, "is damaged")


def test_what_is_not_there_and_what_is_no_file(tmp_path: Path):
    """A missing file, a folder and a pipe are told apart."""
    refused(tmp_path / "gone.pdf", r"no file gone\.pdf", kind=NoSuchThing)
    refused(tmp_path, "is a folder", kind=BadUsage)
    os.mkfifo(tmp_path / "pipe.pdf")
    refused(tmp_path / "pipe.pdf", "is not a file", kind=BadUsage)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path):
    """It is said that it may not be read."""
    file = written(tmp_path, "a.md", MARP)
    file.chmod(0)

    refused(file, "cannot be read")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.key", b"PK\x03\x04 something", "is damaged, or not a PowerPoint deck"),
        ("a.ppt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "protected by a password, or of PowerPoint before"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "not a deck"),
        ("a.pdf", b"%PDF-1.7\nnonsense", "is damaged, or not a PDF"),
        ("a.pdf", b"\x00" * 100, "not a deck"),
        ("a.py", b"# a comment\nprint(1)\n", "not a deck"),
        ("a.html", b"<h1>Slides</h1>\n", "not a deck"),
        ("a.md", b"# A\x00\n", "not a deck"),
    ],
)
def test_other_files_are_no_decks(tmp_path: Path, name: str, data: bytes, words: str):
    """What a file is, is told by its content."""
    (tmp_path / name).write_bytes(data)

    refused(tmp_path / name, words)


@pytest.mark.parametrize(
    ("source", "name", "slides"),
    [
        (ROBUST, "talk.pptx", 11),
        (FILES / "robust-labels.tex", "talk.md", 11),
        (FILES / "robust-labels.tex", "talk", 11),
    ],
)
def test_a_suffix_that_lies_is_overruled(tmp_path: Path, source: Path, name: str, slides: int):
    """A PDF called .pptx is a PDF."""
    shutil.copy(source, tmp_path / name)

    assert read_here(tmp_path / name).slides == slides


def test_markdown_under_the_name_of_another_kind(tmp_path: Path):
    """Markdown called .tex is Markdown."""
    assert read_here(written(tmp_path, "a.tex", MARP)).slides == 6


def test_another_office_file_is_no_deck(tmp_path: Path):
    """A zip, and a text document, are told as what they are."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "a")
    refused(tmp_path / "a.zip", "not a deck")
    file = make_pptx(tmp_path / "a.docx", [("A", CONTENT)])
    rewritten(file, "_rels/.rels", lambda text: text.replace("ppt/presentation.xml", "word/document.xml"))
    refused(file, "not a deck")


def test_a_deck_without_slides_is_told(tmp_path: Path):
    """There is nothing to plan."""
    refused(make_pptx(tmp_path / "a.pptx", []), "has no slides")
    refused(plain_pdf(tmp_path / "a.pdf", 0), "has no slides|is damaged")
    hide = '## A {visibility="hidden"}\n'
    refused(written(tmp_path, "a.qmd", hide), "has no slides that are shown")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path):
    """A part of 200 MB that packs to 200 KB is refused after its limit, in well under a second of work."""
    file = make_pptx(tmp_path / "a.pptx", [("A", CONTENT)])
    rewritten(file, "ppt/slides/slide1.xml", lambda text: text + " " * (200 << 20))

    assert file.stat().st_size < 1 << 20
    refused(file, "unpacks to far more")


def test_xml_that_grows_is_refused(tmp_path: Path):
    """Entities that hold entities are what no slide program writes."""
    bomb = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'
    file = make_pptx(tmp_path / "a.pptx", [("A", CONTENT)])
    rewritten(file, "ppt/slides/slide1.xml", lambda text: text.replace("<p:sld ", f"{bomb}<p:sld ", 1))

    refused(file, "holds XML that no slide program writes")


@pytest.mark.parametrize("encoding", ["WTF-8", "rot13", "utf-16", "cp037"])
def test_xml_in_an_unknown_encoding_is_refused(tmp_path: Path, encoding: str):
    """An encoding that is none, or not the one that it is written in."""
    file = make_pptx(tmp_path / "a.pptx", [("A", CONTENT)])
    rewritten(file, "ppt/slides/slide1.xml", lambda text: text.replace("UTF-8", encoding, 1))

    refused(file, "is damaged|cannot be unpacked")


def test_yaml_that_grows_is_harmless(tmp_path: Path):
    """Aliases of aliases are not written out."""
    lines = ["a0: &a0 {k: v}", *(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 60))]

    deck = read_here(written(tmp_path, "a.md", "---\nmarp: true\n" + "\n".join(lines) + "\n---\n# A\n\n---\n\n# B\n"))

    assert deck.slides == 2


def outline_of(file: Path, change: object) -> Path:
    """A PDF whose outline was tampered with."""
    writer = PdfWriter(clone_from=str(plain_pdf(file, 4, outline={"A": 0, "B": 1, "C": 2})))
    outline = writer.root_object["/Outlines"].get_object()
    change(writer, outline)  # type: ignore[operator]  # each case is a function
    writer.write(file)
    return file


def _cycle(writer: PdfWriter, outline: DictionaryObject) -> None:
    first = outline["/First"]
    second = first["/Next"]
    second[NameObject("/Next")] = outline.raw_get("/First")
    second[NameObject("/First")] = outline.raw_get("/First")


def _deep(writer: PdfWriter, outline: DictionaryObject) -> None:
    below = outline["/First"]
    for _ in range(3_000):
        item = DictionaryObject({NameObject("/Title"): TextStringObject("deeper")})
        below[NameObject("/First")] = writer._add_object(item)
        below = item


def _wide(writer: PdfWriter, outline: DictionaryObject) -> None:
    last = outline["/First"]["/Next"]["/Next"]
    for number in range(20_000):
        item = DictionaryObject(
            {
                NameObject("/Title"): TextStringObject(f"{number}"),
                NameObject("/Dest"): ArrayObject([NumberObject(number % 4)]),
            }
        )
        last[NameObject("/Next")] = writer._add_object(item)
        last = item


def _astray(writer: PdfWriter, outline: DictionaryObject) -> None:
    outline["/First"][NameObject("/Dest")] = ArrayObject([NumberObject(99)])
    outline["/First"]["/Next"][NameObject("/Dest")] = TextStringObject("nowhere")
    outline["/First"]["/Next"]["/Next"][NameObject("/Dest")] = NumberObject(3)


@pytest.mark.parametrize("change", [_cycle, _deep, _wide, _astray])
def test_an_outline_may_be_anything(tmp_path: Path, change: object):
    """Cycles, three thousand levels, twenty thousand entries, and entries that lead nowhere: the slides are there."""
    assert read_here(outline_of(tmp_path / "a.pdf", change)).slides == 4


@pytest.mark.parametrize(
    "text",
    [
        "\\documentclass{beamer}" + "\\begin{frame}{" * 20_000,
        "\\documentclass{beamer}\\begin{document}" + "{" * 100_000 + "\\frame{a}",
        "\\documentclass{beamer}\\begin{document}" + "\\section{" * 20_000 + "\\frame{a}",
        "\\documentclass{beamer}\\begin{document}\\frame[" + "{" * 50_000,
        "\\documentclass{beamer}" + "\\AtBeginSection{" * 20_000,
    ],
)
def test_braces_without_an_end_take_no_time(tmp_path: Path, text: str):
    """What never ends is not looked for again and again."""
    began = time.process_time()

    assert sound(outcome(written(tmp_path, "a.tex", text)))
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "text",
    [
        "# A\n" + ">" * 20_000 + "\n# B\n",
        "# A\n" + "- " * 5_000 + "a\n# B\n",
        "# " + "[" * 50_000 + "\n\n---\n\n# B",
        "# A\n" + "<!-- " * 100_000 + "\n\n---\n\n# B",
        "# A\n" + "::: {.a}\n" * 20_000,
        "---\n" + "[" * 50_000 + "\n---\n# A\n\n---\n\n# B",
        "# " + "*a_`" * 50_000 + "\n\n---\n\n# B",
    ],
)
@pytest.mark.parametrize("name", ["a.md", "a.qmd"])
def test_markdown_that_nests_takes_no_time(tmp_path: Path, text: str, name: str):
    """However deep it goes."""
    began = time.process_time()

    assert sound(outcome(written(tmp_path, name, text)))
    assert time.process_time() - began < 20


def test_names_may_hold_anything(tmp_path: Path):
    """A file's name is shown without what a terminal would obey."""
    name = "tälk \x1b[31m\u202eﬁnal😀.md"
    deck = read_here(written(tmp_path, name, "# A\n\n## B\n\nb\n\n# C\n\n## D\n"))
    error = refused(written(tmp_path, name.replace(".md", ".png"), "x"), "not a deck")

    assert deck.spoken
    assert "\x1b" not in error.message
    if sys.platform == "linux":
        raw = os.fsencode(tmp_path) + b"/\xff\xfe.md"
        Path(os.fsdecode(raw)).write_text(MARP)
        assert read_deck(Path(os.fsdecode(raw))).slides == 6


def test_a_thousand_slides_are_read_soon(tmp_path: Path):
    """Each kind in a few seconds of work."""
    thousand = "".join(f"\\section{{S{n}}}\n" * (n % 100 == 0) + f"\\frame{{{n}}}\n" for n in range(1_000))
    written(tmp_path, "a.tex", "\\documentclass{beamer}\n\\begin{document}\n" + thousand)
    written(tmp_path, "a.md", "\n\n---\n\n".join(f"## H{n}\n\n- a\n\n```\n---\n```" for n in range(1_000)))
    written(tmp_path, "a.qmd", "\n".join("# S\n" * (n % 100 == 0) + f"## H{n}\n\n- a\n" for n in range(1_000)))
    plain_pdf(tmp_path / "a.pdf", 1_000)
    began = time.process_time()

    slides = [read_here(tmp_path / f"a.{kind}").slides for kind in ("tex", "md", "qmd", "pdf")]

    assert slides == [1_000, 1_000, 1_010, 1_000]
    assert time.process_time() - began < 20


def test_too_many_slides_are_refused(tmp_path: Path):
    """Nobody speaks about ten thousand slides."""
    refused(written(tmp_path, "a.md", "# A\n\n---\n\n" * 10_001), "slides, and 9,999 are the most")


def test_a_reader_that_hangs_is_ended(tmp_path: Path):
    """What is not read in its time is refused: no file keeps `prep` waiting."""
    with pytest.raises(BadContent, match=r"was not read after 0.001 s"):
        read_deck(ROBUST, seconds=0.001)


def test_a_reader_that_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A crash in there is not one in here."""
    monkeypatch.setattr("prep.decks.apart._BOOT", "import os; os.abort()")

    with pytest.raises(BadContent, match="ran out of memory or crashed"):
        read_deck(ROBUST)


def test_apart_and_here_give_the_same(tmp_path: Path):
    """The process it is read in changes nothing: neither of a deck, nor of an error."""
    assert read_deck(ROBUST) == read_here(ROBUST)
    error = refused(tmp_path / "gone.pdf", "no file", kind=NoSuchThing)
    with pytest.raises(NoSuchThing) as apart:
        read_deck(tmp_path / "gone.pdf")
    assert (apart.value.message, apart.value.hint) == (error.message, error.hint)


SOURCES = {
    "a.pdf": ROBUST.read_bytes(),
    "a.tex": (FILES / "robust-labels.tex").read_bytes(),
    "b.tex": (FILES / "two-parts.tex").read_bytes(),
    "a.md": MARP.encode(),
    "b.md": REVEAL.encode(),
    "a.qmd": QUARTO.encode(),
    "a.pdfpc": OLD.encode(),
    "b.pdfpc": json.dumps({"pdfpcFormat": 2, "pages": [{"idx": 1, "label": "2", "overlay": 0, "note": "a"}]}).encode(),
}


def mutated(data: bytes, seed: int) -> bytes:
    """A deck with some of its bytes changed, moved or taken away; the same for the same seed."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at, to = sorted((chance.randrange(len(changed) + 1), chance.randrange(len(changed) + 1)))
        match chance.randrange(4):
            case 0 if at < len(changed):
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : min(to, at + 200)]
            case 2:
                changed[at:at] = changed[at : min(to, at + 200)]
            case _:
                changed[at:at] = chance.randbytes(chance.randint(1, 8))
        changed = changed or bytearray(b"x")
    return bytes(changed)


QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("name", SOURCES)
@QUICK
@given(seed=st.integers(0, 2**32))
def test_a_mutated_deck_is_read_or_refused(tmp_path: Path, name: str, seed: int):
    """Whatever becomes of its bytes, a deck gives a Deck or a PrepError, and nothing else."""
    if name.endswith(".pdfpc") and not (tmp_path / name).with_suffix(".pdf").exists():
        plain_pdf((tmp_path / name).with_suffix(".pdf"), 4)

    (tmp_path / name).write_bytes(mutated(SOURCES[name], seed))

    assert sound(outcome(tmp_path / name))


@QUICK
@given(seed=st.integers(0, 2**32))
def test_a_mutated_pptx_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, seed: int):
    """The same of PowerPoint: the XML inside is mutated, and packed again."""
    folder = tmp_path_factory.getbasetemp()
    source, file = folder / "whole.pptx", folder / "mutated.pptx"
    if not source.exists():
        slides = [(f"Slide {n}", CONTENT) for n in range(4)]
        with_sections(make_pptx(source, slides, notes={2: "a note"}), [("A", [1, 2]), ("B", [3, 4])])
    chance = random.Random(seed)
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(file, "w") as changed:
        for name in archive.namelist():
            data = archive.read(name)
            harm = "slide" in name or "presentation" in name or "rels" in name
            changed.writestr(name, mutated(data, seed) if harm and chance.random() < 0.2 else data)

    assert sound(outcome(file))


@pytest.mark.parametrize("name", ["a.pdf", "a.pptx", "a.tex", "a.md", "a.qmd", "a.pdfpc", "a"])
@QUICK
@given(
    data=st.binary(max_size=400), head=st.sampled_from([b"", b"%PDF-1.5\n", b"PK\x03\x04", b"---\n", b"\\frame{", b"{"])
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, name: str, data: bytes, head: bytes):
    """Bytes that are nothing give a Deck or a PrepError, and nothing else."""
    (tmp_path / name).write_bytes(head + data)

    assert sound(outcome(tmp_path / name))


def test_the_pdf_that_is_read_is_left_alone():
    """Reading changes nothing."""
    assert len(PdfReader(ROBUST).pages) == 18
