"""The organiser's folder: its settings, its files, its ledger, its way out."""

from rundbrief.workspace.files import files_in
from rundbrief.workspace.folder import Contents, Workspace, open_workspace
from rundbrief.workspace.lists import Progress
from rundbrief.workspace.outlet import open_transport, smtp_settings, transport_problems
from rundbrief.workspace.settings import LAENDER, SETTINGS, Settings, TransportSettings
from rundbrief.workspace.signing import is_exposed, signer, signing_keys, signing_problems
from rundbrief.workspace.stock import stock

__all__ = [
    "LAENDER",
    "SETTINGS",
    "Contents",
    "Progress",
    "Settings",
    "TransportSettings",
    "Workspace",
    "files_in",
    "is_exposed",
    "open_transport",
    "open_workspace",
    "signer",
    "signing_keys",
    "signing_problems",
    "smtp_settings",
    "stock",
    "transport_problems",
]
