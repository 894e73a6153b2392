"""A meeting's whole life: occurrences, whom a mail was written for, and fingerprints in two words.

The old fingerprint was one word for all that is material; what it was made from is in the mailing.
"""

import json
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

DATE = ("start", "end", "zone")
VENUE = ("kind", "name", "street", "postal_code", "town", "room", "link", "dial_in")


def upgrade() -> None:
    """Two columns and an index more; each fingerprint made anew from what was sent."""
    op.add_column("mailing", sa.Column("occurrence", sa.Text(), nullable=False, server_default=""))
    op.add_column("delivery", sa.Column("recipient", sa.JSON()))
    op.create_index("ix_delivery_identity", "delivery", ["identity", "mailing"])
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT revision, content FROM mailing ORDER BY id DESC")
    ).all()
    for number, content in rows:
        meeting = json.loads(content)
        if "start" in meeting and "venue" in meeting:
            connection.execute(
                sa.text("UPDATE revision SET fingerprint = :words WHERE id = :id"),
                {"words": _fingerprint(meeting), "id": number},
            )


def _fingerprint(meeting: dict[str, Any]) -> str:
    """As the program made it when this was written: whatever it does later."""
    times = {name: str(meeting[name])[:19] for name in DATE[:2]}
    date = times | {"zone": meeting["zone"]}
    place = {"status": meeting["status"]}
    place |= {f"venue.{name}": str(meeting["venue"].get(name, "")) for name in VENUE}
    return f"{_word(date)} {_word(place)}"


def _word(values: dict[str, str]) -> str:
    return sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()[:16]
