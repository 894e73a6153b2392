"""The way out that `[transport]` names, opened: `folder` or `smtp`.

The relay's password is read from the environment, `RUNDBRIEF_SMTP_PASSWORD`, and nowhere else.
"""

from collections.abc import Mapping

from rundbrief.delivery import Transport
from rundbrief.problems import Problem
from rundbrief.workspace.folder import SETTINGS, Workspace

PASSWORD = "RUNDBRIEF_SMTP_PASSWORD"  # noqa: S105 — the variable's name, not a password


def transport_problems(workspace: Workspace, environment: Mapping[str, str]) -> list[Problem]:
    """What `[transport]` needs of the environment and does not find there."""
    settings = workspace.settings.transport
    if settings.kind == "folder" or not settings.user or environment.get(PASSWORD):
        return []
    values = {"variable": PASSWORD, "user": settings.user}
    return [Problem(SETTINGS, None, "transport.user", "workspace.no-password", values)]


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
            connections=settings.connections,
        )
    )
