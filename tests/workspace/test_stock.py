"""What came with the program is found wherever it is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rundbrief.workspace import stock

ROOT = Path(__file__).parents[2]
NAMES = ("templates", "recipients", "examples")

# The whole day of `rundbrief demo`, by an installation of its own, in a process of its own.
DEMO = """
import sys
from pathlib import Path
import rundbrief
from rundbrief.workspace import stock

package = Path(sys.argv[1]) / "rundbrief"
assert Path(rundbrief.__file__).parent == package, rundbrief.__file__
for name in ("templates", "recipients", "examples"):
    assert stock(name) == package / "stock" / name, stock(name)
from rundbrief.cli import main
sys.argv = ["rundbrief", "demo"]
main()
"""


@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_uses_its_own_folders(name: str) -> None:
    """An editable install finds them beside `src/`: what is edited there is what is used."""
    assert stock(name) == ROOT / name


def test_an_incomplete_installation_is_told() -> None:
    """A folder that nobody ships raises FileNotFoundError."""
    with pytest.raises(FileNotFoundError, match="nothing-such"):
        stock("nothing-such")


def test_a_wheel_has_all_of_it_inside(tmp_path: Path) -> None:
    """A wheel that was really built and installed runs the demo far from any checkout."""
    source = tmp_path / "source"
    for name in ("src", *NAMES):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    target, away = tmp_path / "installed", tmp_path / "away"
    away.mkdir()
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "-q", "--target"]
    subprocess.run([*pip, str(target), str(wheel)], check=True, capture_output=True)
    shutil.rmtree(source)

    done = subprocess.run(
        [sys.executable, "-c", DEMO, str(target)],
        cwd=away,
        env={**os.environ, "PYTHONPATH": str(target), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((away / "demo" / "examples" / "outbox").glob("*.eml"))) == 156
