"""Jobs: recordings to analyse; and links: what opens one athlete's own page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "jobs",
        number(),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        athlete(),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("source", "file")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("options", "remarks")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("state", "stage", "reason")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("done", "total")),
        sa.Column("asked_at", sa.String(40), nullable=False),
        *(sa.Column(name, sa.String(40)) for name in ("begun_at", "staged_at", "ended_at")),
    )
    op.create_index("ix_jobs_athlete_number", "jobs", ["athlete_number"])
    op.create_table(
        "links",
        number(),
        athlete(),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("made_at", sa.String(40), nullable=False),
    )
    op.create_index("ix_links_athlete_number", "links", ["athlete_number"])


def number() -> sa.Column[int]:
    """Row number, the key of a table."""
    return sa.Column("number", sa.Integer(), primary_key=True)


def athlete() -> sa.Column[int]:
    """Whose row it is; it goes when the athlete goes."""
    key = sa.ForeignKey("athletes.number", ondelete="CASCADE")
    return sa.Column("athlete_number", sa.Integer(), key, nullable=False)
