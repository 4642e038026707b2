"""Where things are: the content, the user's workspace and the history."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from prep.errors import BadUsage

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
    def talks(self) -> Path:
        """The user's own talks, one folder each."""
        return self.home / "talks"

    @property
    def talk_roots(self) -> tuple[Path, ...]:
        """The folders that hold talks: the user's own first, then those of the content."""
        return (self.talks, *(folder / "talks" for folder in self.content))

    @property
    def banks(self) -> Path:
        """The user's own banks of questions; one named like a bank of ours adds to it."""
        return self.home / "banks"

    @property
    def companies(self) -> Path:
        """What the user has found out about companies: a Markdown file each."""
        return self.home / "companies"

    @property
    def bank_roots(self) -> tuple[Path, ...]:
        """The folders that hold banks: ours first, so that the others may add to them."""
        return (PACKAGE / "banks", *(folder / "banks" for folder in self.content), self.banks)

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
    added = [_named("PREP_CONTENT", part) for part in os.environ.get("PREP_CONTENT", "").split(os.pathsep) if part]
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
        return _named("PREP_HOME", named)
    import platformdirs

    try:
        return platformdirs.user_data_path("prep", appauthor=False)
    except RuntimeError:
        raise BadUsage(
            "there is no home directory to keep your history in", hint="Set PREP_HOME to a folder of yours."
        ) from None


def _named(variable: str, folder: str) -> Path:
    """The folder that a variable of the environment names."""
    try:
        return Path(folder).expanduser()
    except RuntimeError:
        raise BadUsage(
            f"{variable} is {folder}: nobody of that name has a home directory here",
            hint=f"Set {variable} to a path that begins with / or ~/.",
        ) from None
