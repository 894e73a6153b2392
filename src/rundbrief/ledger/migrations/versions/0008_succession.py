"""Who has a former address's entry now: remembered, for whoever leaves the list after that."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

PERSONAL = ("identity", "heir", "address", "display_name", "recipient")


def upgrade() -> None:
    """One table more, of which PostgreSQL keeps no samples (0006)."""
    op.create_table(
        "succession",
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("heir", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("recipient", sa.JSON()),
        sa.PrimaryKeyConstraint("identity", name="pk_succession"),
    )
    op.create_index("ix_succession_heir", "succession", ["heir"])
    if op.get_bind().dialect.name == "postgresql":
        for column in PERSONAL:
            op.execute(f"ALTER TABLE succession ALTER COLUMN {column} SET STATISTICS 0")
