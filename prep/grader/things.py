"""What of the answer's stays in its worker, by number."""

from __future__ import annotations

from typing import Any

from prep.grader.codec import MOST_NODES, WireError
from prep.model.problem import Form


class Things:
    """The numbers in use, and which of them are objects of a class that the problem declares.

    Those alone have operators and items: what a function returns in the place of data would otherwise say itself
    how far it is from what is expected.
    """

    def __init__(self) -> None:
        self._objects: dict[int, bool] = {}
        self.come_as_objects = False
        """Whether what the running request brings back is such an object."""

    def are_made_by(self, head: dict[str, Any]) -> bool:
        """Whether a request brings objects back: it makes one, or it is made of one."""
        return head.get("form") == Form.CLASS.value or self.is_object(head.get("thing"))

    def is_object(self, number: object) -> bool:
        """Whether operators and items are for this one."""
        return isinstance(number, int) and self._objects.get(number, False)

    def keep(self, number: Any) -> int:
        """One more; as large, and as many, as a request to drop them can hold."""
        if type(number) is not int or not 0 <= number < 2**53 or len(self._objects) >= MOST_NODES:
            raise WireError("things that are not numbered, or too many")
        self._objects[number] = self.come_as_objects or self._objects.get(number, False)
        return number

    def __contains__(self, number: int) -> bool:
        return number in self._objects

    def drop(self, *numbers: int) -> list[int]:
        """Let go of these, or of all; returns those that there were."""
        dropped = sorted(self._objects.keys() & numbers if numbers else self._objects)
        for number in dropped:
            del self._objects[number]
        return dropped
