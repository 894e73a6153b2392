"""How far reading the lists is, told in bytes to whoever asked."""

from pathlib import Path

from rundbrief.recipients import Recipient
from rundbrief.workspace.lists import OFTEN, stream_lists

HEADING = "email;dienststelle\n"


def write(path: Path, rows: int) -> Path:
    """A list of so many rows, each address once among all lists."""
    offices = (f"amt-{path.stem}-{row}@stadt.example;Amt {row}\n" for row in range(rows))
    path.write_text(HEADING + "".join(offices), "utf-8")
    return path


def test_bytes_are_told_on_the_way(tmp_path: Path) -> None:
    """They rise over all lists, come every few rows, and end at what the files weigh together."""
    paths = [write(tmp_path / "a.csv", 4 * OFTEN), write(tmp_path / "b.csv", 3 * OFTEN)]
    told: list[tuple[int, int]] = []

    rows = list(stream_lists(paths, lambda p: p.name, {}, lambda *now: told.append(now)))

    weight = sum(path.stat().st_size for path in paths)
    done = [bytes_read for bytes_read, _ in told]
    assert sum(isinstance(row, Recipient) for row in rows) == 7 * OFTEN
    assert {total for _, total in told} == {weight}
    assert done == sorted(done)
    assert len(set(done)) >= 7
    assert done[-1] == weight
    assert paths[0].stat().st_size in done


def test_a_list_that_is_gone_is_told_as_read(tmp_path: Path) -> None:
    """It is a problem of its own; the rest is still read to the end."""
    paths = [tmp_path / "fort.csv", write(tmp_path / "a.csv", 3)]
    told: list[tuple[int, int]] = []

    rows = list(stream_lists(paths, lambda p: p.name, {}, lambda *now: told.append(now)))

    assert sum(isinstance(row, Recipient) for row in rows) == 3
    assert told[-1] == (paths[1].stat().st_size,) * 2
