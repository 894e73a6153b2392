"""Is the database server as the ledger needs it? Asked by `doctor`; nothing is written there.

Server ─ connect ─▶ what it says of itself ─▶ Examined: a word for each thing that matters
"""

from dataclasses import dataclass

from sqlalchemy import text

from rundbrief.ledger import server
from rundbrief.ledger.database import telling
from rundbrief.ledger.server import Server
from rundbrief.ledger.trouble import trouble

ASKED = """
SELECT current_setting('server_version'), current_setting('server_version_num')::int / 10000,
  pg_is_in_recovery() OR current_setting('transaction_read_only')::bool,
  current_setting('fsync')::bool AND current_setting('full_page_writes')::bool,
  current_setting('server_encoding') = 'UTF8',
  coalesce(has_schema_privilege(current_schema(), 'CREATE'), false),
  coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)
    OR inet_client_addr() IS NULL OR host(inet_client_addr()) IN ('127.0.0.1', '::1')
"""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a server says of itself; each `is_…` is as it should be where it is true."""

    version: str
    is_durable: bool
    is_unicode: bool
    is_own: bool
    is_private: bool


def examine(place: Server) -> Examined:
    """Ask it. Raises LedgerError where it can't be reached, is too old or only a copy."""
    engine = server.connect(place)
    try:
        with telling(engine), engine.execution_options(shares=True).connect() as connection:
            version, major, is_copy, *rest = connection.execute(text(ASKED)).one()
    finally:
        engine.dispose()
    if major < server.OLDEST:
        raise trouble(place, "too-old", str(major))
    if is_copy:
        raise trouble(place, "read-only")
    return Examined(version, *rest)
