"""The project's chores, each in an environment of its own: `nox -s tests`."""

from __future__ import annotations

import nox

nox.options.sessions = ["lint", "types", "tests"]
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False
PYTHONS = ["3.11", "3.12", "3.13"]


def install(session: nox.Session) -> None:
    """The project as a contributor has it."""
    session.install("--quiet", "-e", ".[all,dev]")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Everything, on each Python that is installed."""
    install(session)
    session.run("pytest", "-n", "auto", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Ruff's rules and format."""
    install(session)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Mypy, strict."""
    install(session)
    session.run("mypy")


@nox.session
def content(session: nox.Session) -> None:
    """Prove every problem with the grader the user meets."""
    install(session)
    session.run("prep", "code", "audit", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measured ratios, each taken in one run (some minutes; `-- --quick` for a look); never part of the tests.

    The history at size is for those who ask: `-- --only history --attempts 1000000` (six minutes, 6.4 GB in TMPDIR).
    """
    install(session)
    session.run("python", "tests/bench", *session.posargs)
