"""`make wording`: every `.po` beside this file compiled to its `.mo`, for who edits sentences."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from rundbrief.wording import catalogue as catalogues

HERE = Path(catalogues.HERE)


def compiled(source: Path) -> bytes:
    """The machine's form of one catalogue, the same bytes for the same sentences."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.relative_to(HERE).parts[0])
    catalogue.creation_date = datetime(1970, 1, 1, tzinfo=UTC)  # else it is the hour of compiling
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> None:
    """Write what changed."""
    for source in sorted(HERE.rglob("*.po")):
        target, new = source.with_suffix(".mo"), compiled(source)
        if not target.exists() or target.read_bytes() != new:
            target.write_bytes(new)


if __name__ == "__main__":
    main()
