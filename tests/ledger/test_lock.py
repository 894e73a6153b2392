"""One sender at a time, and the others are told who it is."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rundbrief.ledger import Ledger, Locked, this_worker

IN_FILE = pytest.mark.parametrize("place", ["sqlite"], indirect=True)


def test_second_sender(office: Any, open_ledger: Callable[[], Ledger]) -> None:
    """A second sender is told host, user and process of the first."""
    other = open_ledger()
    with (
        office.ledger.sending(office.worker),
        pytest.raises(Locked) as caught,
        other.sending(replace(office.worker, user="theater", pid=5)),
    ):
        pass

    assert (caught.value.host, caught.value.user, caught.value.pid) == ("desk", "kultur", 4711)


def test_one_after_the_other(office: Any, open_ledger: Callable[[], Ledger]) -> None:
    """When the first is done the next may send, and is named in turn."""
    other = open_ledger()
    with office.ledger.sending(replace(office.worker, host="a-much-longer-name.example")):
        pass
    with (
        other.sending(replace(office.worker, pid=5)),
        pytest.raises(Locked) as caught,
        office.ledger.sending(office.worker),
    ):
        pass

    assert (caught.value.host, caught.value.pid) == ("desk", 5)


def test_after_a_failure(office: Any, open_ledger: Callable[[], Ledger]) -> None:
    """A sender that fails lets go of the lock."""
    with pytest.raises(ZeroDivisionError), office.ledger.sending(office.worker):
        raise ZeroDivisionError

    with open_ledger().sending(office.worker):
        pass


@IN_FILE
def test_without_a_name(office: Any, open_ledger: Callable[[], Ledger], tmp_path: Path) -> None:
    """In the moment before the holder has written its name it is simply unknown."""
    with office.ledger.sending(office.worker):
        (tmp_path / "rundbrief.db.lock").write_bytes(b"")
        with pytest.raises(Locked) as caught, open_ledger().sending(office.worker):
            pass

    assert (caught.value.host, caught.value.user, caught.value.pid) == ("", "", 0)


def test_this_worker(office: Any) -> None:
    """A worker is this process on this boot, and no other worker has its name."""
    one, other = this_worker(office.now), this_worker(office.later(seconds=1))

    assert one.pid == os.getpid()
    assert one.host
    assert one.name != other.name
    if sys.platform == "linux":
        assert one.boot == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
