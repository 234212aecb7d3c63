"""Names by their key, what a strength test read, and the plans that sessions are logged by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from nextstride.log.names import name_key, tidy_name

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table."""
    key_names()
    for name in ("reading", "lever", "body_mass"):
        op.add_column("strength_tests", sa.Column(name, sa.Double(), nullable=True))
    op.add_column("strength_tests", sa.Column("reading_unit", sa.String(), nullable=True))
    person = sa.ForeignKey("athletes.number", ondelete="CASCADE")
    op.create_table(
        "plans",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("athlete_number", sa.Integer(), person, nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.String(40), nullable=False),
    )
    op.create_index("ix_plans_athlete_number", "plans", ["athlete_number"])


def key_names() -> None:
    """Give every name its key; of two that have become one, the later keeps one of its own."""
    # No table is made anew: on SQLite that would delete, in cascade, all that belongs to its rows.
    op.add_column("athletes", sa.Column("name_key", sa.String(), nullable=False, server_default=""))
    athletes = sa.table("athletes", *(sa.column(name) for name in ("number", "name", "name_key")))
    connection = op.get_bind()
    rows = connection.execute(sa.select(athletes.c.number, athletes.c.name).order_by("number"))
    taken: set[str] = set()
    for number, name in rows.fetchall():
        key, tidy = name_key(name), tidy_name(name)
        if key in taken:  # Two people until now, with data of their own: they stay two.
            key, tidy = f"{key} #{number}", f"{tidy} #{number}"
        taken.add(key)
        told = {"name": tidy, "name_key": key}
        connection.execute(athletes.update().where(athletes.c.number == number).values(**told))
    op.create_index("ix_athletes_name_key", "athletes", ["name_key"], unique=True)
