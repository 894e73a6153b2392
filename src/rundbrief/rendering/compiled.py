"""Compiled templates, kept for every mailing of this process: marks differ, the code does not.

    a template's text ─▶ Jinja's compiler, once ─▶ code ─▶ each environment that guards alike

What a template may do is decided by the environment that runs the code, each time it runs; the code
holds no mark and nothing of a mailing. A text that was changed is another text, so a saved template
is compiled anew, and nothing has to be thrown away.
"""

from collections import OrderedDict
from types import CodeType
from typing import Final

from jinja2.bccache import Bucket, BytecodeCache

MOST: Final = 256  # texts; the stock templates are 20, an organiser's own replace some of them


class Compiled(BytecodeCache):
    """Code by a template's name, file and text, the longest unused let go first."""

    def __init__(self) -> None:
        self._codes: OrderedDict[tuple[str, str], CodeType] = OrderedDict()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put the code into the bucket, if that text was compiled before."""
        if code := self._codes.pop((bucket.key, bucket.checksum), None):
            self._codes[bucket.key, bucket.checksum] = bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        assert bucket.code is not None  # noqa: S101 — Jinja gives what it has just compiled
        self._codes[bucket.key, bucket.checksum] = bucket.code
        while len(self._codes) > MOST:
            self._codes.popitem(last=False)
