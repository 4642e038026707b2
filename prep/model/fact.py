"""A fact: one thing that happened, as the journal keeps it for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Fact:
    """`id` is a UUIDv7 (facts sort by it), `kind` a dotted word, `about` what it belongs to (a session's id).

    `at` is aware and keeps the local offset; `data` holds what JSON can hold and nothing else.
    """

    id: str
    kind: str
    about: str
    at: datetime
    data: Mapping[str, Any]
