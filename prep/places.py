"""Where things are: the content, the user's workspace and the history."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Places:
    """`home` is all the user owns; `content` the folders that hold `problems/` and `talks/`, first one first."""

    home: Path
    content: tuple[Path, ...]

    @property
    def work(self) -> Path:
        """One folder per problem, with the answer being edited."""
        return self.home / "work"

    @property
    def journal(self) -> Path:
        """The facts: append-only, the truth."""
        return self.home / "journal.jsonl"

    @property
    def index(self) -> Path:
        """The facts again, made quick to ask; rebuilt from the journal whenever in doubt."""
        return self.home / "history.db"

    @property
    def proofs(self) -> Path:
        """What `prep code audit` proved last; may be deleted."""
        return self.home / "proofs"


def find() -> Places:
    """The places as the environment has them: `PREP_HOME`, and `PREP_CONTENT` in front of our own content."""
    added = [Path(part).expanduser() for part in os.environ.get("PREP_CONTENT", "").split(os.pathsep) if part]
    return Places(home=_home(), content=(*added, own_content()))


def own_content() -> Path:
    """What came with `prep`: inside an installed wheel, or the checkout that an editable install points to."""
    packed = PACKAGE / "_data"
    return packed if packed.is_dir() else PACKAGE.parent


def short(path: Path) -> str:
    """A path as a person writes it: `~` for the home directory."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)


def _home() -> Path:
    if named := os.environ.get("PREP_HOME"):
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_data_path("prep", appauthor=False)
