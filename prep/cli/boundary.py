"""The one place where errors become words and exit codes."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Never

import click

from prep.errors import PrepError

UNEXPECTED = 70  # EX_SOFTWARE: a defect of ours, unlike every documented code
CTRL_C = 130


def run(arguments: list[str]) -> int:
    """Run one command line; the answer is on stdout, everything else on stderr. Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Unicode still gets every word
    from prep.cli.app import root

    stdout = sys.stdout
    try:
        with _ending_in_order():
            code = root.main(arguments, prog_name="prep", standalone_mode=False)
    except PrepError as error:
        return _tell(error.message, error.hint, error.exit_code, arguments)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0
    except click.ClickException as error:
        usage = error.ctx.get_usage() if isinstance(error, click.UsageError) and error.ctx else ""
        return _tell(error.format_message(), usage, error.exit_code, arguments)
    except (click.Abort, KeyboardInterrupt):
        return _tell("stopped", "Nothing that was announced is lost.", CTRL_C, arguments)
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; Python must not complain again while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.errno != errno.EIO:
            return _tell(*_unexpected(), UNEXPECTED, arguments)
        return 128 + signal.SIGHUP  # the terminal is gone, and with it whoever could be told
    except SystemExit as end:
        # A stdout put in the place of ours is click's way of saying that the reader of `--help` has seen enough.
        return _status(end) if sys.stdout is stdout else 0
    except Exception:
        return _tell(*_unexpected(), UNEXPECTED, arguments)
    return code if isinstance(code, int) else 0


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """A closed terminal or a polite kill ends a command as Ctrl-C does: children and clocks are seen to."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # A signal that is ignored stays so: that is what `nohup` is for.
    endings = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is signal.SIG_DFL]
    for number in endings:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in endings:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _frame: FrameType | None) -> Never:
    raise SystemExit(128 + number)


def _status(end: SystemExit) -> int:
    return end.code if isinstance(end.code, int) else 0


def _tell(message: str, hint: str, code: int, arguments: list[str]) -> int:
    if "--json" in arguments:
        error = {"message": message, "hint": hint, "exit_code": code}
        print(json.dumps({"format": 1, "command": " ".join(_words(arguments)), "error": error}))
    label = "" if code == CTRL_C else "error: "
    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR") and "--plain" not in arguments
    click.echo(f"{click.style(label, fg='red', bold=True) if colour and label else label}{message}", err=True)
    if hint:
        click.echo(f"  {hint}", err=True)
    return code


def _words(arguments: list[str]) -> list[str]:
    return [word for word in arguments[:2] if not word.startswith("-")]


def _unexpected() -> tuple[str, str]:
    """A defect of ours: the details go to a file, the user gets a sentence."""
    from prep import places

    details = traceback.format_exc()
    try:
        home = places.find().home
        home.mkdir(parents=True, exist_ok=True)
        path = home / "last-error.txt"
        path.write_text(details, encoding="utf-8")
    except OSError:
        sys.stderr.write(details)
        return "prep failed, and it is not your fault", "What was announced before is kept."
    return (
        f"prep failed, and it is not your fault: {details.strip().splitlines()[-1]}",
        f"What was announced before is kept. The details are in {Path(path)}.",
    )
