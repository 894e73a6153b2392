"""`rundbrief.toml`: what every file of the workspace starts from, and the way mails leave.

Secrets are never in it: the relay's password comes from the environment.
"""

from typing import Literal

from pydantic import Field

from rundbrief.definitions import Contact, Language, Model, Organisation, Sender, Series


class TransportSettings(Model):
    """`[transport]`: the folder `outbox/` until the organiser writes otherwise (decision 7).

    `port` None means the usual one for the TLS mode: 465 implicit, 587 STARTTLS, 25 none.
    """

    kind: Literal["folder", "smtp"] = "folder"
    host: str = ""
    port: int | None = Field(default=None, ge=1, le=65535)
    tls: Literal["implicit", "starttls", "none"] = "starttls"
    connections: int = Field(default=1, ge=1, le=50)
    user: str = ""


class Settings(Model):
    """The whole of `rundbrief.toml`.

    `recipients` and `templates` are folders, relative to the workspace. `land` is the Land whose
    holidays count, by its ISO 3166-2 letters.
    """

    organisation: Organisation
    sender: Sender
    contact: Contact | None = None
    series: dict[str, Series] = Field(default_factory=dict)
    timezone: str = "Europe/Berlin"
    land: str = ""
    language: Language = "de"
    recipients: str = "recipients"
    templates: str = "templates"
    transport: TransportSettings = TransportSettings()
