"""`rundbrief.toml`: what every file of the workspace starts from, and the way mails leave.

Secrets are never in it: where the relay's password comes from, `secrets` says.
"""

import re
from ipaddress import ip_address
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from rundbrief.definitions import (
    Contact,
    Language,
    Line,
    Link,
    Model,
    Organisation,
    RequiredLine,
    Sender,
    Series,
    Zone,
)
from rundbrief.recipients import is_heading

SETTINGS = "rundbrief.toml"

# The sixteen Länder as ISO 3166-2 writes them, less "DE-".
LAENDER = (
    *("BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV"),
    *("NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"),
)


# The keys that say where the secret comes from; a file has one of them at most.
SECRETS = ("password_from", "password_command", "token_command")

_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_DNS_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")  # RFC 6376 §3.1; an IDN as its A-labels

Words = tuple[str, ...]  # a program and what it is told, not a line for a shell


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
    `ca_file` holds the authority's own certificates (PEM), relative to the workspace.
    `connections` may be open at a time, for `per_connection` messages each (None: as many as the
    relay takes). `per_minute` and `per_domain` (a minute to one recipient domain) None are as fast
    as it goes; `retry_hours` is how long `send --wait` tries. Of the three ways to a secret beside
    the environment at most one is taken, and each needs a `user`.
    """

    kind: Literal["folder", "smtp"] = "folder"
    host: Line = Field(default="", validate_default=True)
    port: int | None = Field(default=None, ge=1, le=65535)
    tls: Literal["implicit", "starttls", "none"] = "starttls"
    connections: int = Field(default=1, ge=1, le=50)
    per_connection: int | None = Field(default=None, ge=1, le=100_000)
    per_minute: int | None = Field(default=None, ge=1, le=100_000)
    per_domain: int | None = Field(default=None, ge=1, le=100_000)
    retry_hours: int = Field(default=24, ge=1, le=120)
    ca_file: Line = ""
    user: Line = ""
    password_from: Literal["environment", "keyring"] = "environment"  # noqa: S105 - a place
    password_command: tuple[RequiredLine, ...] = Field(default=(), strict=False)
    token_command: tuple[RequiredLine, ...] = Field(default=(), strict=False)

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

    @field_validator("password_from", "password_command", "token_command")
    @classmethod
    def _one_secret_of_somebody(cls, value: str | Words, info: ValidationInfo) -> str | Words:
        key = str(info.field_name)
        if value == cls.model_fields[key].default:
            return value
        if "user" in info.data and not info.data["user"]:
            raise PydanticCustomError("workspace.secret-without-user", "without-user")
        for other in SECRETS[: SECRETS.index(key)]:
            if info.data.get(other, default := cls.model_fields[other].default) != default:
                raise PydanticCustomError("workspace.two-secrets", "two", {"other": other})
        return value

    @property
    def uses_keyring(self) -> bool:
        """Whether the password lies in the system's keyring."""
        return self.password_from == "keyring"  # noqa: S105 - a place

    @property
    def secret_commands(self) -> dict[str, Words]:
        """The program that says the secret, by its key; empty where none does."""
        commands = {
            "password_command": self.password_command,
            "token_command": self.token_command,
        }
        return {key: command for key, command in commands.items() if command}

    @property
    def pace(self) -> int | None:
        """Messages a minute that the way out is to take; the folder takes any number."""
        return self.per_minute if self.kind == "smtp" else None

    @property
    def domain_pace(self) -> int | None:
        """The same to one recipient domain."""
        return self.per_domain if self.kind == "smtp" else None

    @property
    def is_harmless(self) -> bool:
        """Whether what is sent there reaches nobody, so that the clock may be set by hand."""
        return self.kind == "folder" or is_loopback(self.host)


def _known_heading(heading: str) -> str:
    if heading and not is_heading(heading):
        raise PydanticCustomError(
            "workspace.unknown-heading", "unknown-heading", {"heading": heading}
        )
    return heading


Heading = Annotated[Line, AfterValidator(_known_heading)]


def _dns_name(name: str) -> str:
    if name and not _DNS_NAME.fullmatch(name):
        values = {"example": '"rundbrief"'}
        raise PydanticCustomError("workspace.not-dns-name", "not-dns-name", values)
    return name.lower()


def _https(link: str) -> str:
    if link and not (link.startswith("https://") and link.isascii()):
        values = {"example": '"https://netz.example/abmelden"'}
        raise PydanticCustomError("workspace.not-https", "not-https", values)
    return link


DnsName = Annotated[Line, AfterValidator(_dns_name)]
Selector = Annotated[RequiredLine, AfterValidator(_dns_name)]


class SecondKey(Model):
    """`[dkim.also]`: a key that signs beside the first, under a selector of its own."""

    selector: Selector
    key_file: RequiredLine


class DkimSettings(Model):
    """`[dkim]`: mails are signed before they leave, for `domain` (empty means the sender's).

    The key's place in the DNS is `selector`._domainkey under the domain. `key_file` (PEM) is
    relative to the workspace; without it the text is in the environment. `one_click` is where
    receivers post an opt-out to (RFC 8058), which only a signed mail may offer.
    """

    selector: Selector
    key_file: Line = ""
    domain: DnsName = ""
    also: SecondKey | None = None
    one_click: Annotated[Link, AfterValidator(_https)] = ""


def _known_client(name: str) -> str:
    from rundbrief.checking import CLIENTS  # it reads HTML, which most commands need not

    if name not in CLIENTS:
        values = {"found": name, "known": ", ".join(CLIENTS)}
        raise PydanticCustomError("workspace.unknown-client", "unknown-client", values)
    return name


class CheckSettings(Model):
    """`[checks]`: the mail programs that the mails must do well in; none named means all."""

    clients: tuple[Annotated[Line, AfterValidator(_known_client)], ...] = Field(
        default=(), strict=False
    )


class LedgerSettings(Model):
    """`[ledger]`: the file `rundbrief.db`, or PostgreSQL by an address that is a secret.

    `url_from` says where the address is kept: in RUNDBRIEF_LEDGER, or nowhere, for the file.
    """

    url_from: Literal["", "environment"] = ""


class PrivacySettings(Model):
    """`[privacy]`: how long the ledger knows who got what, counted from its last mailing."""

    keep_months: int = Field(default=24, ge=1, le=600)


class Settings(Model):
    """The whole of `rundbrief.toml`.

    `recipients` and `templates` are folders, relative to the workspace. `land` is the Land whose
    holidays count. `columns` maps the headings of her lists to ours, a blank one to none.
    """

    organisation: Organisation
    sender: Sender
    contact: Contact | None = None
    series: dict[str, Series] = Field(default_factory=dict)
    timezone: Zone = ZoneInfo("Europe/Berlin")
    land: Line = Field(default="", json_schema_extra={"enum": ["", *LAENDER]})
    language: Language = "de"
    recipients: Line = "recipients"
    templates: Line = "templates"
    columns: dict[Line, Heading] = Field(default_factory=dict)
    transport: TransportSettings = TransportSettings()
    dkim: DkimSettings | None = None
    checks: CheckSettings = CheckSettings()
    ledger: LedgerSettings = LedgerSettings()
    privacy: PrivacySettings = PrivacySettings()

    @field_validator("land")
    @classmethod
    def _known_land(cls, land: str) -> str:
        if land and land not in LAENDER:
            raise PydanticCustomError(
                "workspace.unknown-land", "unknown-land", {"known": ", ".join(LAENDER)}
            )
        return land
