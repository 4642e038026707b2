"""`prep` rehearses ML research interviews at the terminal.

Nouns live in `prep.model` (frozen values and arithmetic). Actors each touch one part of the world: `catalogue` reads
problems, talks and banks of questions, `decks` reads slides, `workspace` keeps the answer being edited, `grader` turns
a submission into a verdict, `recall` knows when a question is due, `history` remembers. Stories in `flows` walk a noun
past the actors; `cli` and `screens` turn typing into a story and its result into lines. Imports point down that list;
`tests/test_map.py` keeps it so.
"""

__version__ = "0.1.0"
