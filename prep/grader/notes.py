"""What a host may note of the calls that a check makes. This one notes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prep.model.problem import Form

if TYPE_CHECKING:
    from prep.grader.standins import Placed


class Notes:
    """Told of each step of one check, in order; `text` is what the supervisor is sent ("" for nothing)."""

    def call(self, name: str, args: Any, kwargs: Any, owner: int | None, form: Form) -> None:
        """A call is about to be made: of an entry, or of a method of the thing `owner`."""

    def came_back(self, result: Any) -> None:
        """What the last call returned: plain data or something that stays in the worker."""

    def place(self, value: Any, placed: Placed) -> None:
        """A value was put where calls share it."""

    def fetched(self, thing: int, result: Any) -> None:
        """A thing was read back."""

    def text(self) -> str:
        """All of it."""
        return ""
