r"""A deck as the LaTeX source of Beamer: \section, frames and notes, found without running LaTeX.

A frame is one slide, whatever its overlays. Files named by \input and \include are read too, from the deck's folder
and below it alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from prep.decks.slide import MOST_SLIDES, Reading, Slide, line_of, named, notes_of
from prep.decks.tex import argument, cleaned, options, plain, without
from prep.errors import BadContent

MOST_FILES = 200
DEEPEST = 6
MOST_TITLE_SOURCE = 2_000
MOST_NOTE_SOURCE = 20_000
_TOKEN = re.compile(
    r"\\(part|section|appendix|begin\s*\{frame\}|frame|againframe|note|pdfpcnote|maketitle|titlepage|input|include"
    r"|subfile|end\s*\{document\})(?![A-Za-z@])\*?"
)
_END_FRAME = re.compile(r"\\end\s*\{frame\}")
_FRAME_TITLE = re.compile(r"\\frametitle(?![A-Za-z])")
_NOTE = re.compile(r"\\(note|pdfpcnote)(?![A-Za-z])")
_FRAME = re.compile(r"\\(begin\s*\{frame\}|frame(?![A-Za-z]))")


def read_beamer(text: str, path: Path) -> Reading:
    """The slides of a Beamer deck."""
    preamble, body = _split(cleaned(text))
    # What is to be shown before each section is written down once, and is one slide more for each.
    body, hooks = without(body, ("AtBeginSection", "AtBeginSubsection", "AtBeginPart", "AtBeginLecture"))
    _, early = without(preamble, ("AtBeginSection",))
    announced = any(name == "AtBeginSection" and _FRAME.search(code) for name, code in (*hooks, *early))
    deck = _Deck(path, announced)
    deck.read(body, 0)
    if not deck.slides:
        raise BadContent(
            f"{named(path)} is LaTeX without a single frame, so not a Beamer deck", hint="Import the PDF it makes."
        )
    found = re.search(r"\\title(?![A-Za-z])", preamble) or re.search(r"\\title(?![A-Za-z])", body)
    source = preamble if found and found.string is preamble else body
    title = plain(argument(source, options(source, found.end())[1])[0]) if found else ""
    return Reading(line_of(title), tuple(deck.slides), r"\section in the source begins a section", tuple(deck.warnings))


def _split(text: str) -> tuple[str, str]:
    """The preamble and the body; a file without a preamble is body alone."""
    found = re.search(r"\\begin\s*\{document\}", text)
    return (text[: found.start()], text[found.end() :]) if found else ("", text)


@dataclass
class _Deck:
    """The slides so far, and what will be said of the next one."""

    path: Path
    announced: bool
    slides: list[Slide] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    section: str | None = None
    backup: bool = False
    files: int = 0

    def read(self, text: str, depth: int) -> None:
        """Go through a source from one command that matters to the next."""
        at = 0
        while (token := _TOKEN.search(text, at)) and len(self.slides) <= MOST_SLIDES:
            word, at = token[1].split("{")[0].strip(), token.end()
            if word == "end":
                return
            if word in ("begin", "frame"):
                at = self._frame(text, at, block=word == "begin")
            elif word in ("maketitle", "titlepage", "againframe"):
                self._add(Slide())
            elif word == "appendix":
                self.backup = True
            elif word in ("section", "part"):
                title, at = argument(text, options(text, at)[1], most=MOST_TITLE_SOURCE)
                self.section = line_of(plain(title))
                if self.announced and word == "section":
                    self._add(Slide(title=self.section, bare=True))
            elif word in ("note", "pdfpcnote"):
                note, at = argument(text, options(text, at)[1], most=MOST_NOTE_SOURCE)
                self._note(note)
            else:
                name, at = argument(text, at)
                self._include(name, depth)

    def _frame(self, text: str, at: int, *, block: bool) -> int:
        """Take in one frame, and say where it ends."""
        choices, at = options(text, at)
        if block:
            end = _END_FRAME.search(text, at)
            inside, after = text[at : end.start() if end else len(text)], end.end() if end else len(text)
            following = _FRAME.search(inside) if not end else None
            if following:  # its end is missing: the next frame ends it
                inside, after = inside[: following.start()], at + following.start()
            title = argument(inside, 0, most=MOST_TITLE_SOURCE)[0] if inside.lstrip()[:1] == "{" else ""
        else:
            inside, after = argument(text, at)
            title = ""
        if found := _FRAME_TITLE.search(inside):
            title = argument(inside, options(inside, found.end())[1], most=MOST_TITLE_SOURCE)[0]
        found_notes = (options(inside, each.end())[1] for each in _NOTE.finditer(inside))
        notes = [argument(inside, begin, most=MOST_NOTE_SOURCE)[0] for begin in found_notes]
        hidden = bool(re.match(r"\s*<(0|beamer:\s*0|presentation:\s*0|handout(:[^|>]*)?)>", choices))
        self._add(Slide(title=line_of(plain(title)), hidden=hidden, bare=not inside.strip()))
        for note in notes:
            self._note(note)
        return after

    def _add(self, slide: Slide) -> None:
        self.slides.append(replace(slide, section=self.section, backup=self.backup))
        self.section = None

    def _note(self, note: str) -> None:
        if self.slides:
            last = self.slides[-1]
            self.slides[-1] = replace(last, notes=notes_of(f"{last.notes}\n{plain(note, lines=True)}"))

    def _include(self, name: str, depth: int) -> None:
        from prep.decks.kinds import read_text

        self.files += 1
        for file in _files(self.path.parent, plain(name)):
            if depth < DEEPEST and self.files <= MOST_FILES and file.is_file():
                self.read(cleaned(read_text(file)), depth + 1)
                return
        if depth >= DEEPEST or self.files > MOST_FILES:
            self._warn("it includes files of files of files; those furthest down were left out")
        else:
            self._warn(f"{line_of(name)} is not beside {named(self.path)}, so its slides are missing")

    def _warn(self, words: str) -> None:
        if words not in self.warnings and len(self.warnings) < 5:
            self.warnings.append(words)


def _files(folder: Path, name: str) -> Iterator[Path]:
    r"""Where the file of \input{name} may be: never outside of the deck's folder."""
    root = folder.resolve()
    for each in (f"{name}.tex", name):
        try:
            file = (root / each).resolve()
        except (OSError, ValueError):
            continue
        if file.is_relative_to(root):
            yield file
