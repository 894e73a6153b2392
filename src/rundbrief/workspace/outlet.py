"""The way out that `[transport]` names, opened: `folder` or `smtp`.

    [transport], environment ─▶ transport_problems ─▶ what is plainly missing on this machine
                             └▶ open_transport ─▶ a Transport, not yet connected

Where the password comes from, `secrets` says.
"""

import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rundbrief.delivery import Transport
from rundbrief.problems import Problem
from rundbrief.workspace.folder import Workspace
from rundbrief.workspace.secrets import secret, secret_problem
from rundbrief.workspace.settings import SETTINGS

if TYPE_CHECKING:  # aiosmtplib comes with it
    from rundbrief.delivery.smtp import SmtpSettings


def transport_problems(workspace: Workspace, environment: Mapping[str, str]) -> list[Problem]:
    """What `[transport]` needs of this machine and does not find there."""
    settings = workspace.settings.transport
    if settings.kind == "folder":
        return []
    found = (_ca_problem(workspace), secret_problem(settings, SETTINGS, environment))
    return workspace.lined(problem for problem in found if problem)


def _ca_problem(workspace: Workspace) -> Problem | None:
    name = workspace.settings.transport.ca_file
    if not name:
        return None
    field, values = "transport.ca_file", {"name": name}
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(workspace.folder / name)
    except ssl.SSLError:
        return Problem(SETTINGS, None, field, "workspace.ca-not-pem", values)
    except OSError as error:
        reason = error.strerror or str(error)
        return Problem(SETTINGS, None, field, "workspace.ca-missing", {**values, "reason": reason})
    return None


def open_transport(workspace: Workspace, environment: Mapping[str, str]) -> Transport:
    """The transport of a workspace whose `transport_problems` are none; not yet connected."""
    if workspace.settings.transport.kind == "folder":
        from rundbrief.delivery.folder import FolderTransport

        return FolderTransport(workspace.outbox)
    from rundbrief.delivery.smtp import SmtpTransport

    return SmtpTransport(smtp_settings(workspace, environment))


def smtp_settings(workspace: Workspace, environment: Mapping[str, str]) -> "SmtpSettings":
    """The relay of a workspace whose kind is `smtp`, and how to log in there."""
    from rundbrief.delivery.login import Login
    from rundbrief.delivery.smtp import SmtpSettings

    settings = workspace.settings.transport
    by_token = bool(settings.token_command)
    return SmtpSettings(
        host=settings.host,
        port=settings.port,
        tls=settings.tls,
        ca_file=workspace.folder / settings.ca_file if settings.ca_file else None,
        login=Login(settings.user, secret(settings, environment), by_token)
        if settings.user
        else None,
        connections=settings.connections,
        per_connection=settings.per_connection,
    )
