"""What a check noticed: a value with a place, whose sentences stand in the catalogues.

code ─▶ checking.<code>      what was found
        checking.<code>.why  why it matters
        checking.<code>.do   what to do
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rundbrief.messages import Kind
from rundbrief.problems import Severity
from rundbrief.wording import Language


class Noticed(NamedTuple):
    """What a check says of one place in a mail, short of its name.

    `place` is words of the mail itself: a header, a link's text, an element. `values` fill the
    sentences.
    """

    place: str
    values: Mapping[str, str | int] = {}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check noticed. `code` is stable; `source` is where the rule comes from."""

    code: str
    severity: Severity
    place: str
    source: str
    values: Mapping[str, str | int] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Examined:
    """What the checks found in a subject's mails of one kind, each thing once.

    `languages` are those it is written in, `variants` how many there are of it.
    """

    file: str
    title: str
    kind: Kind
    languages: tuple[Language, ...]
    variants: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Those that stop sending."""
        return tuple(each for each in self.findings if each.severity is Severity.ERROR)
