"""A child that adds facts and announces the id of each on a line once it is kept: HOME HOW_MANY (0: for ever)."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from prep.errors import PrepError
from prep.history import History
from prep.places import Places


def main(home: str, how_many: int) -> None:
    history = History.open(Places(home=Path(home), content=()))
    for n in range(how_many) if how_many else itertools.count():
        if n % 4 == 3:
            added = history.add_all([("test.one", "a", {"n": n}), ("test.other", "a", {"text": "x" * (n % 7 * 900)})])
        else:
            added = [history.add("test.one", "b", {"n": n, "text": "ä" * (n % 5 * 500)})]
        for fact in added:
            print(fact.id, flush=True)
        if n % 5 == 4:
            history.facts(about="a")


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]))
    except PrepError as error:
        print(error.message, error.hint, file=sys.stderr)
        sys.exit(error.exit_code)
