"""A deck and the talk that was guessed from it, as lines in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from prep.cli.show_talk import slides
from prep.flows.outline_talk import Outline
from prep.model.deck import Deck, DeckPart
from prep.model.moment import clock_face
from prep.model.text import counted


def outline_lines(found: Outline, deck: Deck) -> RenderableType:
    """The sections with their slides and minutes, what each guess rests on, and what is left for questions."""
    talk = found.talk
    told = f"{counted(deck.slides, 'slide')}, {counted(len(talk.sections), 'section')}: {found.how}\n"
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("section", "slides", "min", "least", "tier", "why"):
        words = name in ("section", "why")
        table.add_column(name, justify="left" if words else "right", no_wrap=not words, overflow="fold")
    for section, reason in zip(talk.sections, found.reasons, strict=True):
        times = map(clock_face, (section.target, section.least))
        table.add_row(Text(section.title), slides(section), *times, str(section.tier), Text(reason, style="dim"))
    table.add_row(Text("in all", style="dim"), "", f"{talk.minutes}:00", "", "", "")
    lines: list[RenderableType] = [Text.assemble((talk.title, "bold"), "\n", told), table]
    if found.backup:
        kept = ", ".join(f"{part.title} ({part_slides(part)})" for part in found.backup)
        lines.append(Text(f"for questions, without minutes: {kept}", style="dim"))
    guess = "Minutes go by slides; least, tier and order are guesses: edit what you know better."
    return Group(*lines, Text(guess, style="dim"))


def part_slides(part: DeckPart) -> str:
    """Its slides in words."""
    return f"slide {part.first}" if part.slides == 1 else f"slides {part.first}-{part.last}"
