"""What rundbrief.toml supplies to a file that doesn't say it itself."""

import dataclasses
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from rundbrief.definitions.models import Contact, Language, Series


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """The zone and language of meetings, the contact, and the series by the keys files name."""

    zone: ZoneInfo
    language: Language = "de"
    contact: Contact | None = None
    series: Mapping[str, Series] = dataclasses.field(default_factory=dict)
