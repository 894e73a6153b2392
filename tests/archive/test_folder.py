"""The folder: what is written, what is left alone, what is refused."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rundbrief.archive import Manifest, open_site, write_site
from rundbrief.definitions import Meeting
from rundbrief.problems import Problem

NOW = datetime(2025, 8, 4, 9, tzinfo=ZoneInfo("Europe/Berlin"))
MANIFEST = ".rundbrief-site.json"
WITHOUT_OFFSETS = {
    "digest": "1",
    "since": "2025-01-01",
    "updated": "2025-01-01",
    "start": "2025-01-01",
    "moved_from": None,
}


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with the moment it was written and its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {p.relative_to(folder).as_posix(): (p.stat().st_mtime_ns, p.read_bytes()) for p in files}


def test_second_run_writes_nothing(archive: Any, meetings: list[Meeting]) -> None:
    """Hours later nothing has changed, so no file is touched, the manifest neither."""
    archive.write(*meetings, now=NOW)
    before = snapshot(archive.folder)
    changes = archive.write(*meetings, now=NOW + timedelta(hours=5))

    assert (changes.written, changes.removed, changes.unchanged) == ((), (), len(before) - 1)
    assert snapshot(archive.folder) == before


def test_only_what_changed_is_written(archive: Any, a_meeting: Callable[..., Meeting]) -> None:
    """One meeting's text changes: its page, its file, the first page and the feeds."""
    one, other = a_meeting(1), a_meeting(2)
    archive.write(one, other)
    changes = archive.write(
        one.model_copy(update={"announcement": "Neu."}), other, now=NOW + timedelta(days=1)
    )

    assert sorted(changes.written) == [
        "atom.xml",
        "index.html",
        "termine.ics",
        f"termine/{one.id}.html",
        f"termine/{one.id}.ics",
    ]
    assert changes.removed == ()


def test_stale_pages_go_and_foreign_files_stay(
    archive: Any, a_meeting: Callable[..., Meeting]
) -> None:
    """What a deleted meeting left is taken away; what somebody else put there is not."""
    one, other = a_meeting(1), a_meeting(2)
    archive.write(one, other)
    foreign = archive.folder / "termine" / "anfahrt.html"
    foreign.write_text("fremd", encoding="utf-8")
    changes = archive.write(other)

    assert changes.removed == (f"termine/{one.id}.html", f"termine/{one.id}.ics")
    assert foreign.read_text(encoding="utf-8") == "fremd"


def test_folder_with_foreign_files_is_refused(archive: Any) -> None:
    """Nothing is written between the files of somebody else."""
    archive.folder.mkdir()
    (archive.folder / "brief.odt").write_bytes(b"x")
    found = open_site(archive.folder)

    assert isinstance(found, Problem)
    assert found.code == "archive.not-ours"


def test_file_instead_of_a_folder_is_refused(archive: Any) -> None:
    """A name that is a file's is no place for a site."""
    archive.folder.write_bytes(b"x")
    found = open_site(archive.folder)

    assert isinstance(found, Problem)
    assert found.code == "archive.is-file"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"form": 2, "files": {}, "meetings": {}}',
        '{"form": 1, "files": {"../brief.odt": "0"}, "meetings": {}}',
        '{"form": 1, "files": {"/etc/passwd": "0"}, "meetings": {}}',
        '{"form": 1, "files": {"termine/../../x.html": "0"}, "meetings": {}}',
        '{"form": 1, "files": {}, "meetings": {"a": {"digest": "1"}}}',
        json.dumps({"form": 1, "files": {}, "meetings": {"a": WITHOUT_OFFSETS}}),
    ],
)
def test_manifest_of_another_hand_is_refused(archive: Any, text: str) -> None:
    """A manifest that isn't ours, or names files outside, lets nothing be touched."""
    archive.folder.mkdir()
    (archive.folder / MANIFEST).write_text(text, encoding="utf-8")
    found = open_site(archive.folder)

    assert isinstance(found, Problem)
    assert found.code == "archive.bad-manifest"


def test_foreign_file_in_the_way_is_named_and_kept(
    archive: Any, a_meeting: Callable[..., Meeting]
) -> None:
    """A file that somebody put where a page is to go stops the run before anything is written."""
    archive.write(a_meeting(1))
    other = a_meeting(2)
    (archive.folder / f"termine/{other.id}.ics").write_text("fremd", encoding="utf-8")
    before = open_site(archive.folder)
    assert isinstance(before, Manifest)
    was = snapshot(archive.folder)
    site = archive.make(a_meeting(1), other, before=before)
    _, problems = write_site(archive.folder, site, before)

    assert [(p.file.rpartition("/")[2], p.code) for p in problems] == [
        (f"{other.id}.ics", "archive.in-the-way")
    ]
    assert snapshot(archive.folder) == was


def test_page_changed_by_hand_is_made_right(
    archive: Any, a_meeting: Callable[..., Meeting]
) -> None:
    """Our own files are ours: whoever wants them otherwise changes a template."""
    archive.write(a_meeting())
    (archive.folder / "index.html").write_text("von Hand", encoding="utf-8")
    changes = archive.write(a_meeting())

    assert changes.written == ("index.html",)


def test_interrupted_run_is_finished_by_the_next(
    archive: Any, a_meeting: Callable[..., Meeting], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is cut off, the next run takes every file for ours and makes the site whole."""
    replace = Path.replace
    for cut in range(1, 12):
        archive.folder = archive.folder.with_name(f"site-{cut}")
        archive.write(a_meeting(1))
        left = cut

        def cut_off(self: Path, target: Path) -> Path:
            nonlocal left
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
            return replace(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", cut_off)
            with suppress(KeyboardInterrupt):
                archive.write(a_meeting(2), a_meeting(3))
        archive.write(a_meeting(2), a_meeting(3))

        fresh = archive.make(a_meeting(2), a_meeting(3))
        assert {n: d for n, (_, d) in snapshot(archive.folder).items() if n != MANIFEST} == dict(
            fresh.files
        )


def test_files_may_be_read_by_a_web_server(archive: Any, a_meeting: Callable[..., Meeting]) -> None:
    """The umask decides, as for any file: nothing is private by accident."""
    archive.write(a_meeting())
    (archive.folder.parent / "any").write_bytes(b"")

    expected = (archive.folder.parent / "any").stat().st_mode
    assert {p.stat().st_mode for p in archive.folder.rglob("*") if p.is_file()} == {expected}
