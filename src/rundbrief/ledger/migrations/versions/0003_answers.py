"""Who answered what; and who opted out more than once has a row for each time."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """One table more, one with a key of its own."""
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(20)),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("dtstamp", MOMENT, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
    )
    op.create_index("ix_answer_subject", "answer", ["subject", "identity"])
    _keep_each_reason()


def _keep_each_reason() -> None:
    """What was one row an address becomes one a time; SQLite changes no key in place."""
    op.rename_table("suppression", "suppression_before")
    if op.get_bind().dialect.name == "postgresql":  # where a key's name is taken for good
        op.execute("ALTER INDEX pk_suppression RENAME TO pk_suppression_before")
    op.drop_index("ix_suppression_identity", "suppression_before")
    new = op.create_table(
        "suppression",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_suppression"),
    )
    op.create_index("ix_suppression_hash", "suppression", ["hash"])
    op.create_index("ix_suppression_identity", "suppression", ["identity"])
    old = sa.table("suppression_before", *map(sa.column, ("hash", "identity", "reason", "since")))
    op.execute(
        new.insert().from_select(
            ["hash", "identity", "reason", "since"], sa.select(*old.c).order_by(old.c.since)
        )
    )
    op.drop_table("suppression_before")
