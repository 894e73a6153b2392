"""The example workspace, laid out where she can play with it, and the day on which it plays.

stock examples, stock recipients ─▶ TARGET/examples, TARGET/recipients
"""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from rundbrief.workspace import stock

DEMO_NOW: Final = datetime(2025, 8, 4, 9)  # noqa: DTZ001 — meant in the example's own zone


def lay_out_demo(target: Path) -> Path:
    """The workspace's folder; what is there already stays as it is."""
    for name in ("examples", "recipients"):
        if not (target / name).exists():
            shutil.copytree(stock(name), target / name)
    return target / "examples"
