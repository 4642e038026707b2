"""What is installed is what was built: the wheel, in an empty environment, from another folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECRETS = ("checks.py", "solution.py", "mistakes/global-max.py")
PEEKING = """\
def refused(path):
    try:
        open(path).close()
    except PermissionError:
        return True
    return False


def softmax(*arguments):
    paths = {paths}
    raise ValueError(f"refused: {{sum(map(refused, paths))}} of {{len(paths)}}")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(ROOT)], check=True, capture_output=True
    )
    (built,) = out.glob("*.whl")
    return built


def test_wheel_holds_all_content(wheel: Path):
    """Every file under problems/ and talks/ that is kept in the repository is in the wheel, and no other."""
    listed = subprocess.run(
        ["git", "ls-files", "problems", "talks"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    with zipfile.ZipFile(wheel) as archive:
        packed = {name.removeprefix("prep/_data/") for name in archive.namelist() if name.startswith("prep/_data/")}

    assert {name for name in packed if "__pycache__" not in name} == set(listed)


@pytest.mark.timeout(600)
def test_installed_wheel_serves_the_same_content(wheel: Path, tmp_path: Path):
    """`pip install` of the wheel in an empty environment, run from another folder, lists and grades the same.

    And an answer cannot open the checks and the solution that are installed beside NumPy.
    """
    home = tmp_path / "env"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # Python compiles what these few commands import; pip would compile all that there is.
    pip = [python, "-m", "pip", "install", "--quiet", "--no-compile"]
    subprocess.run([*pip, f"{wheel}[all]"], check=True, capture_output=True)
    environment = {**os.environ, "PREP_HOME": str(tmp_path / "home")}
    environment.pop("PYTHONPATH", None)

    def prep(*arguments: str, by: Path | str = python, fails: bool = False) -> dict:
        ran = subprocess.run(
            [by, "-m", "prep", *arguments, "--json"],
            cwd=elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == int(fails), ran.stderr
        return json.loads(ran.stdout)["data"]

    installed = prep("code", "list")
    here = prep("code", "list", by=sys.executable)
    answer = elsewhere / "answer.py"
    answer.write_text((ROOT / "problems/stable-softmax/solution.py").read_text())
    (verdict,) = prep("code", "grade", "stable-softmax", "answer.py")

    assert installed == here
    assert prep("talk", "list") == prep("talk", "list", by=sys.executable)
    assert verdict["outcome"] == "passed"

    (secrets,) = home.glob("lib/*/site-packages/prep/_data/problems/stable-softmax")
    answer.write_text(PEEKING.format(paths=[str(secrets / name) for name in SECRETS]))
    (verdict,) = prep("code", "grade", "stable-softmax", "answer.py", fails=True)

    assert all((secrets / name).is_file() for name in SECRETS)
    assert "refused: 3 of 3" in verdict["checks"][0]["message"] or "files" not in verdict["isolation"]
