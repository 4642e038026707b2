"""Decks become the parts of a talk: `read_deck` reads PDF, PowerPoint, Beamer, Marp, Quarto and reveal Markdown."""

from __future__ import annotations

from prep.decks.apart import SECONDS, read_deck

__all__ = ["SECONDS", "read_deck"]
