"""Rounds of a fatigue probe, and the protocols they follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    entry = sa.ForeignKey("entries.number", ondelete="CASCADE")
    op.create_table(
        "probe_rounds",
        sa.Column("number", sa.Integer(), entry, primary_key=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("round_number", sa.Integer(), nullable=False),
        sa.Column("strengths", sa.JSON(), nullable=False),
        sa.Column("runs", sa.JSON(), nullable=False),
    )
    person = sa.ForeignKey("athletes.number", ondelete="CASCADE")
    op.create_table(
        "probes",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("athlete_number", sa.Integer(), person, nullable=False),
        sa.Column("protocol", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.String(40), nullable=False),
    )
    op.create_index("ix_probes_athlete_number", "probes", ["athlete_number"])
