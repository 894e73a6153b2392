"""The organiser's word on deliveries, and what tells an older copy of the ledger from this one."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Three tables more; the ledger gets a name of its own."""
    op.create_table(
        "settlement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.Integer(), nullable=False),
        sa.Column("was", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_settlement"),
        sa.ForeignKeyConstraint(
            ["delivery"], ["delivery.id"], name="fk_settlement_delivery_delivery"
        ),
    )
    op.create_index("ix_settlement_delivery", "settlement", ["delivery"])
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
    )
    origin = op.create_table(
        "origin",
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ledger", name="pk_origin"),
    )
    op.bulk_insert(origin, [{"ledger": uuid4().hex, "level": 0}])
