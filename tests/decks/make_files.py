"""Makes the PDFs in `files/` from the LaTeX beside them: `python tests/decks/make_files.py`. The tests only read them.

Made with TeX Live 2022: on Debian texlive-latex-base, texlive-latex-recommended, texlive-pictures and lmodern.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

FILES = Path(__file__).parent / "files"


def main() -> None:
    """Run pdflatex twice on each source that is a document, as outlines need."""
    for source in sorted(FILES.glob("*.tex")):
        if "\\documentclass" in source.read_text(encoding="utf-8"):
            with tempfile.TemporaryDirectory() as folder:
                shutil.copytree(FILES, folder, dirs_exist_ok=True)
                words = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", source.name]
                for _ in range(2):
                    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
                    subprocess.run(words, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
                shutil.copy(Path(folder) / f"{source.stem}.pdf", FILES)


if __name__ == "__main__":
    main()
