"""`python -m prep`, and the `prep` command."""

from __future__ import annotations

import gc
import os
import sys

ALLOCATIONS = 100_000
"""The catalogue and a long history are hundreds of thousands of objects, nearly all of which stay and hold no circles.

Looking through them at every 700th, as Python does by itself, was a third of `prep history stats`.
"""


def main() -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(ALLOCATIONS)
    from prep.cli.boundary import run

    code = run(sys.argv[1:])
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:
        sys.exit(code)  # Python says what it always says of a stream that cannot be written
    # Everything is closed. Python taking its modules apart would only keep the user waiting.
    os._exit(code)


if __name__ == "__main__":
    main()
