"""The index of what waits holds what waits alone: who is claimed leaves it, and no step returns."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

WAITS = sa.text("state = 'pending' OR state = 'deferred'")


def upgrade() -> None:
    """In the order in which it is claimed."""
    op.drop_index("ix_delivery_queue", "delivery")
    op.create_index(
        "ix_delivery_queue",
        "delivery",
        ["mailing", "id"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
