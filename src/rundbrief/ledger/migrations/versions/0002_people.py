"""Who must not be written to, and who was on the list when last something was sent."""

import os

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Three tables more; the salt is this ledger's own."""
    salt = op.create_table(
        "salt",
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("value", name="pk_salt"),
    )
    op.bulk_insert(salt, [{"value": os.urandom(32)}])
    op.create_table(
        "suppression",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_suppression"),
    )
    op.create_index("ix_suppression_identity", "suppression", ["identity"])
    op.create_table(
        "listed",
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("identity", name="pk_listed"),
    )
