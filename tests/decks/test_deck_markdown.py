"""Markdown decks: what is a slide by the rule of each program, and what only looks like the end of one."""

from __future__ import annotations

from pathlib import Path

import pytest
from deck_makers import ranges, read

from prep.errors import BadContent

MARP = """\
---
marp: true
title: Robust labels
---

# Robust labels

<!-- _class: lead -->
<!-- Smile. -->

---

# The problem

---

## Labels are wrong

```yaml
---
# not a heading
---
```

- a list with a rule

  ---

<!--
The photograph first.
Then the number.
-->

---

# The idea <!-- fit -->

Vote.

***

## Why it works

---

# To take home

Vote before you learn.
"""

QUARTO = """\
---
title: "Robust labels: a talk"
format:
  revealjs:
    theme: simple
---

# The problem

## Labels are wrong {.smaller #wrong}

::: {.notes}
The photograph first.
:::

:::: {.columns}
::: {.column}
## Not a slide
:::
::::

```python
# not a heading
---
```

## What it costs

### a part of it

---

And more of it.

# The idea

## Left out {visibility="hidden"}

## Why *it* works

# Appendix

## Proof
"""

REVEAL = """\
---
theme: white
revealOptions:
  transition: none
---
# Fog

---
# Motivation
text right above the dashes
----
## What others did
Note: Be fair.
Very fair.
----
## What it costs
---
# Method
```
----
```
----
## A layer
---
# Results
---
# Conclusion
"""


def test_marp_slides_end_at_rules(tmp_path: Path):
    """Rules in code, in lists and in comments end no slide; `#` among `##` begins a section; comments are notes."""
    deck = read(tmp_path, "a.md", MARP)

    assert deck.title == "Robust labels"
    assert deck.slides == 6
    assert ranges(deck) == [("The problem", 1, 3), ("The idea", 4, 5), ("To take home", 6, 6)]
    assert deck.spoken[0].notes == "1: Smile.\n3: The photograph first.\nThen the number."


@pytest.mark.parametrize(
    ("divider", "slides"),
    [("headingDivider: 2", 3), ("headingDivider: 1", 2), ("headingDivider: [2]", 2), ("size: 4:3", 1)],
)
def test_marp_headings_divide_where_it_is_told_to(tmp_path: Path, divider: str, slides: int):
    """`headingDivider` makes headings up to a level, or those of a list of levels, begin a slide."""
    text = f"---\nmarp: true\n{divider}\n---\n# A\n\ntext\n\n## B\n\ntext\n\n# C\n"

    assert read(tmp_path, "a.md", text).slides == slides


def test_marp_is_told_of_dashes_under_a_text(tmp_path: Path):
    """Dashes right under a text make it a heading; that no slide ends there is said, with the line."""
    deck = read(tmp_path, "a.md", "---\nmarp: true\n---\n# A\n\ntext\n---\n\n# B\n\n---\n\n# C\n")

    assert deck.slides == 2
    assert any(warning.startswith("line 7: the dashes right under a text") for warning in deck.warnings)


def test_quarto_slides_begin_with_headings(tmp_path: Path):
    """`##` begins a slide and `#` a section with a slide of its own; the title is a slide; divisions hold none."""
    deck = read(tmp_path, "a.qmd", QUARTO)

    assert deck.title == "Robust labels: a talk"
    assert deck.slides == 9
    assert ranges(deck) == [("The problem", 1, 5), ("The idea", 6, 7)]
    assert deck.spoken[0].notes == "3: The photograph first."
    assert deck.spoken[1].hidden == 1
    assert [(part.title, part.slides) for part in deck.backup] == [("Appendix", 2)]


@pytest.mark.parametrize(
    ("front", "slides"),
    [
        ("slide-level: 1", 2),
        ("slide-level: 2", 4),
        ("slide-level: 3", 6),
        ("format:\n  revealjs:\n    slide-level: 3", 6),
    ],
)
def test_quarto_obeys_the_slide_level(tmp_path: Path, front: str, slides: int):
    """`slide-level` says which headings begin a slide, at the top or inside of the format."""
    text = f"---\nauthor: A\n{front}\n---\n# A\n\n## B\n\nb\n\n### C\n\nc\n\n# D\n\n## E\n\n### F\n\nf\n"

    assert read(tmp_path, "a.qmd", text).slides == slides


def test_reveal_slides_go_across_and_down(tmp_path: Path):
    """`---` goes across and `----` down; slides below one another are a section; `Note:` begins notes."""
    deck = read(tmp_path, "a.md", REVEAL)

    assert deck.slides == 8
    assert ranges(deck) == [("Motivation", 1, 4), ("Method", 5, 6), ("Results", 7, 7), ("Conclusion", 8, 8)]
    assert deck.spoken[0].notes == "3: Be fair.\nVery fair."


def test_plain_markdown_is_read_by_its_headings(tmp_path: Path):
    """Without rules, headings begin slides as Quarto has them."""
    deck = read(tmp_path, "notes.md", "# Why\n\n## A\n\na\n\n## B\n\nb\n\n# How\n\n## C\n\nc\n")

    assert ranges(deck) == [("Why", 1, 3), ("How", 4, 5)]


def test_front_matter_that_is_none_is_text(tmp_path: Path):
    """A deck may begin with a rule, or with YAML that is broken: neither is an error."""
    assert read(tmp_path, "a.md", "---\n\n# A\n\n---\n\n# B\n").slides == 2
    assert read(tmp_path, "b.md", "---\na: [\n---\n\n# A\n\n---\n\n# B\n").slides >= 2


@pytest.mark.parametrize("text", ["Just a sentence.\n", "\n\n\n", "```\n# code\n```\n"])
def test_prose_is_no_deck(tmp_path: Path, text: str):
    """A text without a heading and without a rule is told as what it is."""
    with pytest.raises(BadContent, match="not a deck"):
        read(tmp_path, "a.md", text)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("**Bold** and `code`", "Bold and code"),
        ("[A link](https://example.org) to *it*", "A link to it"),
        ("snake_case stays {.smaller}", "snake_case stays"),
        ("With <br> a break", "With a break"),
        ("1\\. Escaped", "1. Escaped"),
    ],
)
def test_headings_lose_their_markup(tmp_path: Path, heading: str, title: str):
    """A section is named in words."""
    deck = read(tmp_path, "a.qmd", f"# {heading}\n\n## One\n\na\n\n# Other\n\n## Two\n\nb\n")

    assert deck.spoken[0].title == title
