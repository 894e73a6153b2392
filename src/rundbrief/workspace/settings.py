"""`rundbrief.toml`: what every file of the workspace starts from, and the way mails leave.

Secrets are never in it: the relay's password comes from the environment.
"""

from ipaddress import ip_address
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from rundbrief.definitions import Contact, Language, Line, Model, Organisation, Sender, Series, Zone

# The sixteen Länder as ISO 3166-2 writes them, less "DE-".
LAENDER = (
    *("BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV"),
    *("NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"),
)


def is_loopback(host: str) -> bool:
    """Whether a relay is this very machine: only there may mails go unencrypted."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class TransportSettings(Model):
    """`[transport]`: the folder `outbox/` until the organiser writes otherwise (decision 7).

    `port` None means the usual one for the TLS mode: 465 implicit, 587 STARTTLS, 25 none.
    `connections` is read; one is used.
    """

    kind: Literal["folder", "smtp"] = "folder"
    host: Line = Field(default="", validate_default=True)
    port: int | None = Field(default=None, ge=1, le=65535)
    tls: Literal["implicit", "starttls", "none"] = "starttls"
    connections: int = Field(default=1, ge=1, le=50)
    user: Line = ""

    @field_validator("host")
    @classmethod
    def _host_for_smtp(cls, host: str, info: ValidationInfo) -> str:
        if info.data.get("kind") == "smtp" and not host:
            raise PydanticCustomError("workspace.no-host", "no-host")
        return host

    @field_validator("tls")
    @classmethod
    def _none_on_loopback_only(cls, tls: str, info: ValidationInfo) -> str:
        host = info.data.get("host")
        if tls == "none" and host and not is_loopback(host):
            raise PydanticCustomError("workspace.tls-needed", "tls-needed", {"host": host})
        return tls

    @property
    def is_harmless(self) -> bool:
        """Whether what is sent there reaches nobody, so that the clock may be set by hand."""
        return self.kind == "folder" or is_loopback(self.host)


class Settings(Model):
    """The whole of `rundbrief.toml`.

    `recipients` and `templates` are folders, relative to the workspace. `land` is the Land whose
    holidays count.
    """

    organisation: Organisation
    sender: Sender
    contact: Contact | None = None
    series: dict[str, Series] = Field(default_factory=dict)
    timezone: Zone = ZoneInfo("Europe/Berlin")
    land: Line = ""
    language: Language = "de"
    recipients: Line = "recipients"
    templates: Line = "templates"
    transport: TransportSettings = TransportSettings()

    @field_validator("land")
    @classmethod
    def _known_land(cls, land: str) -> str:
        if land and land not in LAENDER:
            raise PydanticCustomError(
                "workspace.unknown-land", "unknown-land", {"known": ", ".join(LAENDER)}
            )
        return land
