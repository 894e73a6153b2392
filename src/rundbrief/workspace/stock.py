"""Where the stock templates and the example workspace are, installed or in a checkout.

In a wheel they stand inside the package, under `stock/`; an editable install has no copy there,
and they stand beside `src/`.
"""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def stock(name: str) -> Path:
    """The folder `templates`, `recipients` or `examples` that came with the program.

    Raises FileNotFoundError where the installation is incomplete.
    """
    for place in (PACKAGE / "stock", PACKAGE.parents[1]):
        if (place / name).is_dir():
            return place / name
    raise FileNotFoundError(name)
