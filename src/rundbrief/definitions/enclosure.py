"""Files that travel with a mail, as values: a document attached, a picture shown.

Whoever reads the workspace judges the bytes and makes these; whatever carries them on (rendering,
composing) only needs to know that they exist.
"""

from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file by the name its reader sees, its checked type, and its bytes."""

    name: str
    content_type: str
    content: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """A hash of the bytes: the same file, the same digest."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Picture(Enclosure):
    """A picture; `width` and `height` are its own pixels."""

    width: int
    height: int
