"""Beamer sources, read without LaTeX."""

from __future__ import annotations

from pathlib import Path

import pytest
from deck_makers import FILES, ranges, read, written

from prep.decks.kinds import read_here
from prep.decks.tex import plain

HEAD = "\\documentclass{beamer}\n\\title[Short]{A title}\n\\begin{document}\n"


def test_a_frame_is_a_slide_whatever_its_overlays():
    """Comments, verbatim text and what \\iffalse hides hold no frames; notes go with the frame before them."""
    deck = read_here(FILES / "robust-labels.tex")

    assert deck.title == "Robust representations from noisy labels"
    assert deck.slides == 11
    assert [part.hidden for part in deck.parts] == [0, 0, 1, 0, 0]
    assert deck.spoken[0].notes == "3: Start with the photograph of the two mushrooms."
    assert deck.spoken[2].notes == "7: Say that four is few."


def test_a_slide_before_each_section_counts():
    """What \\AtBeginSection shows is a slide of each section, and a file that is read in belongs to it."""
    deck = read_here(FILES / "two-parts.tex")

    assert ranges(deck) == [("Why sparse?", 1, 3), ("Rates", 4, 6), ("Experiments", 7, 9), ("Conclusion", 10, 11)]
    assert deck.title == "Gradients & l1 balls"


def test_a_missing_file_is_told(tmp_path: Path):
    """The slides of a file that is not there are missing, and that is said."""
    deck = read(
        tmp_path, "a.tex", HEAD + "\\section{One}\\frame{a}\\input{gone}\\section{Two}\\frame{b}\\end{document}"
    )

    assert ranges(deck) == [("One", 1, 1), ("Two", 2, 2)]
    assert deck.warnings == ("gone is not beside a.tex, so its slides are missing",)


def test_files_outside_of_the_folder_are_not_read(tmp_path: Path):
    """A deck reads its own folder alone."""
    written(tmp_path, "secret.tex", "\\begin{frame}{Secret}\\end{frame}")
    folder = tmp_path / "deck"
    folder.mkdir()

    deck = read(folder, "a.tex", HEAD + "\\frame{a}\\input{../secret}\\include{/etc/passwd}\\end{document}")

    assert deck.slides == 1


def test_files_that_include_each_other_end(tmp_path: Path):
    """A file that includes itself is read a few times, and that is said."""
    deck = read(tmp_path, "a.tex", HEAD + "\\frame{a}\\input{b}\\input{b}")
    written(tmp_path, "b.tex", "\\frame{b}\\input{b}\\input{b}")

    deeper = read_here(tmp_path / "a.tex")

    assert deck.slides == 1
    assert 1 < deeper.slides < 300
    assert any("files of files" in warning for warning in deeper.warnings)


def test_a_frame_that_does_not_end_is_ended_by_the_next(tmp_path: Path):
    """A broken source still gives its slides."""
    deck = read(tmp_path, "a.tex", HEAD + "\\begin{frame}{One} text\n\\begin{frame}{Two} text\n\\frame{Three")

    assert deck.slides == 3


def test_latex_without_frames_is_no_deck(tmp_path: Path):
    """An article is told as what it is."""
    from prep.errors import BadContent

    with pytest.raises(BadContent, match="without a single frame"):
        read(tmp_path, "a.tex", "\\documentclass{article}\n\\begin{document}\\section{A}\\end{document}")


def test_old_encodings_are_read(tmp_path: Path):
    """A source in Latin-1 is read like one in UTF-8."""
    (tmp_path / "a.tex").write_bytes((HEAD + "\\section{Lösung}\\frame{a}\\section{B}\\frame{b}").encode("latin-1"))

    assert ranges(read_here(tmp_path / "a.tex")) == [("Lösung", 1, 1), ("B", 2, 2)]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"The idea: \emph{vote} before you learn", "The idea: vote before you learn"),
        (r"Erd\H{o}s--R\'enyi na\"{\i}ve", "Erdős–Rényi naïve"),  # noqa: RUF001  # TeX's own dash
        (r"\texorpdfstring{$\ell_1$}{l1} \& $\alpha$-divergence", "l1 & α-divergence"),  # noqa: RUF001  # it is alpha
        (r"100\,\% of \{it\}~\cite{x}", "100 % of {it}"),
        (r"\textbf<2>{Bold} \alert{and} {\Large big}", "Bold and big"),
        (r"Gr\"o{\ss}e, \v{C}ech, \L{}\'od\'z", "Größe, Čech, Łódź"),
        ("``So''", "“So”"),
    ],
)
def test_tex_is_read_as_it_is_spoken(source: str, words: str):
    """Titles lose their commands and keep their letters."""
    assert plain(source) == words
