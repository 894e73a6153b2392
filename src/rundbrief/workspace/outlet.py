"""The way out that `[transport]` names, opened: `folder` or `smtp`.

The relay's password is read from the environment, `RUNDBRIEF_SMTP_PASSWORD`, and nowhere else.
"""

from collections.abc import Mapping
from ipaddress import ip_address

from rundbrief.delivery import Transport
from rundbrief.problems import Problem
from rundbrief.workspace.folder import SETTINGS, Workspace
from rundbrief.workspace.settings import TransportSettings

PASSWORD = "RUNDBRIEF_SMTP_PASSWORD"  # noqa: S105 — the variable's name, not a password


def is_loopback(host: str) -> bool:
    """Whether a relay is this very machine: only there may mails go unencrypted."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_harmless(transport: TransportSettings) -> bool:
    """Whether what is sent there reaches nobody, so that the clock may be set by hand."""
    return transport.kind == "folder" or is_loopback(transport.host)


def transport_problems(
    transport: TransportSettings, environment: Mapping[str, str]
) -> list[Problem]:
    """What keeps `[transport]` from working, as far as can be seen without connecting."""
    if transport.kind == "folder":
        return []
    found = []
    if not transport.host:
        found.append(Problem(SETTINGS, None, "transport.host", "workspace.no-host"))
    elif transport.tls == "none" and not is_loopback(transport.host):
        found.append(Problem(SETTINGS, None, "transport.tls", "workspace.tls-needed"))
    if transport.user and not environment.get(PASSWORD):
        found.append(
            Problem(
                SETTINGS, None, "transport.user", "workspace.no-password", {"variable": PASSWORD}
            )
        )
    return found


def open_transport(workspace: Workspace, environment: Mapping[str, str]) -> Transport:
    """The transport of a workspace whose `transport_problems` are none; not yet connected."""
    settings = workspace.settings.transport
    if settings.kind == "folder":
        from rundbrief.delivery.folder import FolderTransport

        return FolderTransport(workspace.outbox)
    from rundbrief.delivery.smtp import SmtpSettings, SmtpTransport

    return SmtpTransport(
        SmtpSettings(
            host=settings.host,
            port=settings.port,
            tls=settings.tls,
            user=settings.user,
            password=environment.get(PASSWORD, ""),
        )
    )
