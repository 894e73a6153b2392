"""PostgreSQL samples the values of each column to plan by; of people it shall keep no samples.

They would outlive whoever is erased: in the server's own tables, which only its owner can clean.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

PERSONAL = {
    "delivery": ("identity", "address", "display_name", "message_id", "values", "recipient"),
    "attempt": ("words",),
    "settlement": ("reason",),
    "answer": ("identity", "note"),
    "suppression": ("hash", "identity", "reason"),
    "listed": ("identity", "display_name", "words"),
    "mailing": ("content",),
}


def upgrade() -> None:
    """Nothing where there are no samples."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in PERSONAL.items():
        for column in columns:
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS 0')
