"""What happened, for ever: facts in an append-only journal, with an index that can be built again from it."""

from prep.history.store import History

__all__ = ["History"]
