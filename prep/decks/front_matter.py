"""The YAML between two lines `---` at the top of a Markdown deck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prep.errors import PrepError

MOST_LINES = 1_000


@dataclass(frozen=True)
class Front:
    """What it says, all values as text; `lines` is how many lines of the file it takes."""

    lines: int = 0
    data: Mapping[Any, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The deck's title, if it has one."""
        title = self.data.get("title")
        return title if isinstance(title, str) else ""

    def find(self, key: str) -> Any:
        """The value of a key at the top, or failing that inside of the format of slides; None where there is none."""
        formats = self.data.get("format")
        inner = [each for each in formats.values() if isinstance(each, Mapping)] if isinstance(formats, Mapping) else []
        return next((each[key] for each in (self.data, *inner) if key in each), None)


def read_front_matter(text: str) -> Front:
    """The front matter of a text; empty where it has none, or where it is no mapping."""
    lines = text.split("\n", MOST_LINES)[:MOST_LINES]
    if lines[0].rstrip() != "---":
        return Front()
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() in ("---", "...")), 0)
    inside = "\n".join(lines[1:end])
    if not inside.strip():
        return Front()
    try:
        import yaml
    except ImportError:
        raise PrepError("reading the front matter of Markdown needs PyYAML", hint="pip install 'prep[all]'") from None
    try:
        # BaseLoader makes text of everything: no dates to be wrong, and no merge keys that grow without end.
        data = yaml.load(inside, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return Front()
    return Front(end + 1, data) if isinstance(data, dict) else Front()
