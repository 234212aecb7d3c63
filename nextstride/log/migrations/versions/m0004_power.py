"""Jumps and lifts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    entry = sa.ForeignKey("entries.number", ondelete="CASCADE")
    op.create_table(
        "power_tests",
        sa.Column("number", sa.Integer(), entry, primary_key=True),
        sa.Column("exercise", sa.String(), nullable=False),
        sa.Column("load", sa.Double(), nullable=False),
        sa.Column("height", sa.Double()),
        sa.Column("bar_speed", sa.Double()),
        sa.Column("device", sa.String(), nullable=False),
    )
