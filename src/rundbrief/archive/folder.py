"""The site's folder: only what changed is written, and only what is ours is touched.

    folder ─▶ open_site ─▶ Manifest, or why it is not ours
    Site, Manifest ─▶ write_site ─▶ manifest of both ─▶ changed files ─▶ stale ones go ─▶ manifest

Each file is written beside its place and put there whole, so a reader never meets half a page. The
manifest names a file before it is there: a run that was cut off leaves nothing that the next one
would take for somebody else's. A second run over the same site writes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from rundbrief.archive.manifest import NAME, Manifest
from rundbrief.archive.site import Site
from rundbrief.problems import Problem


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run did to the folder: names of files, and how many stayed as they were."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def open_site(folder: Path) -> Manifest | Problem:
    """What the site in that folder remembers; nothing where it is empty or not there yet."""
    name = folder.as_posix()
    if not folder.exists():
        return Manifest()
    if not folder.is_dir():
        return Problem(name, None, "", "archive.is-file")
    path = folder / NAME
    if path.exists():
        found = Manifest.read(path.read_bytes().decode("utf-8", "replace"))
        return found or Problem(f"{name}/{NAME}", None, "", "archive.bad-manifest")
    if any(folder.iterdir()):
        return Problem(name, None, "", "archive.not-ours")
    return Manifest()


def write_site(folder: Path, site: Site, before: Manifest) -> tuple[Changes, list[Problem]]:
    """Bring the folder to what the site is now; nothing is touched where a file is in the way."""
    after = Manifest({name: _digest(data) for name, data in site.files.items()}, site.meetings)
    present = {name: _digest_of(folder / name) for name in {*before.files, *after.files}}
    if problems := list(_in_the_way(folder, after.files, before.files, present)):
        return Changes((), (), 0), problems
    written = tuple(name for name, digest in after.files.items() if present[name] != digest)
    stale = sorted(before.files.keys() - after.files.keys())
    removed = tuple(name for name in stale if present[name])
    if written or removed or after != before:
        folder.mkdir(parents=True, exist_ok=True)
        _put(
            folder / NAME, Manifest({**before.files, **after.files}, after.meetings).text().encode()
        )
        for name in written:
            _put(folder / name, site.files[name])
        for name in removed:
            (folder / name).unlink(missing_ok=True)
        _put(folder / NAME, after.text().encode())
    return Changes(written, removed, len(after.files) - len(written)), []


def _in_the_way(
    folder: Path,
    wanted: Mapping[str, str],
    ours: Mapping[str, str],
    present: Mapping[str, str | None],
) -> Iterator[Problem]:
    for name, digest in wanted.items():
        if name not in ours and present[name] not in {None, digest}:
            yield Problem((folder / name).as_posix(), None, "", "archive.in-the-way")


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _digest_of(path: Path) -> str | None:
    """The hash of what is there; None where nothing is."""
    try:
        return _digest(path.read_bytes())
    except FileNotFoundError:
        return None


def _put(path: Path, data: bytes) -> None:
    """The file whole, or as it was. The umask decides who may read it, as a web server must."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)
