"""The first tables of the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, and forbid changing a registered trial."""
    make_people()
    make_entries()
    make_kinds()
    make_trials()


def number() -> sa.Column[int]:
    """Row number, the key of a table."""
    return sa.Column("number", sa.Integer(), primary_key=True)


def belongs_to(parent: str, column: str) -> sa.Column[int]:
    """Column that refers to a row of `parent` and goes when that row goes."""
    key = sa.ForeignKey(f"{parent}.number", ondelete="CASCADE")
    return sa.Column(column, sa.Integer(), key, nullable=False)


def of_kind() -> sa.Column[int]:
    """Key of a table that holds one kind of entry."""
    key = sa.ForeignKey("entries.number", ondelete="CASCADE")
    return sa.Column("number", sa.Integer(), key, primary_key=True)


def text(name: str) -> sa.Column[str]:
    """A text that must be there."""
    return sa.Column(name, sa.String(), nullable=False)


def numeric(name: str, nullable: bool = False) -> sa.Column[float]:
    """A number in double precision."""
    return sa.Column(name, sa.Double(), nullable=nullable)


def make_people() -> None:
    """Athletes and their sessions."""
    op.create_table(
        "athletes",
        number(),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        numeric("mass"),
        numeric("height"),
        text("sex"),
        numeric("leg_length", nullable=True),
        sa.Column("strength_tests", sa.JSON(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
    )
    op.create_table(
        "sessions",
        number(),
        belongs_to("athletes", "athlete_number"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("revealed_at", sa.String(40), nullable=True),
        sa.Column("feel_declined", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("athlete_number", "day", "session"),
    )
    op.create_index("ix_sessions_athlete_number", "sessions", ["athlete_number"])


def make_entries() -> None:
    """What every entry has."""
    op.create_table(
        "entries",
        number(),
        sa.Column("id", sa.String(), nullable=False, unique=True),
        belongs_to("sessions", "session_number"),
        text("kind"),
        text("note"),
        sa.Column("recorded_at", sa.String(40), nullable=False),
    )
    op.create_index("ix_entries_session_number", "entries", ["session_number"])


def make_kinds() -> None:
    """What each kind of entry has of its own."""
    op.create_table(
        "recordings",
        of_kind(),
        *(text(name) for name in ("source", "analysis", "sha256")),
        sa.Column("measures", sa.JSON(), nullable=False),
    )
    op.create_table(
        "speed_tests",
        of_kind(),
        text("method"),
        *(numeric(name, nullable=True) for name in ("distance", "time", "top_speed")),
        sa.Column("known_to_runner", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "strength_tests",
        of_kind(),
        text("group"),
        numeric("moment"),
        text("side"),
        numeric("joint_angle", nullable=True),
        text("device"),
    )
    op.create_table(
        "holds",
        of_kind(),
        *(text(name) for name in ("exercise", "group", "side")),
        numeric("joint_angle", nullable=True),
        numeric("hold_time"),
        sa.Column("sets", sa.Integer(), nullable=False),
        *(numeric(name, nullable=True) for name in ("percent_max", "pain")),
    )
    scales = ("recovery", "lightness", "turnover", "connectedness", "strain")
    op.create_table("feels", of_kind(), *(numeric(name) for name in scales))


def make_trials() -> None:
    """Trials, which nothing may change once they are registered."""
    op.create_table(
        "trials",
        number(),
        belongs_to("athletes", "athlete_number"),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("commitment", sa.String(64), nullable=False, unique=True),
    )
    op.create_index("ix_trials_athlete_number", "trials", ["athlete_number"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'a registered trial cannot be changed'; END $$"
        )
        op.execute(
            "CREATE TRIGGER trials_are_fixed BEFORE UPDATE ON trials "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    else:
        op.execute(
            "CREATE TRIGGER trials_are_fixed BEFORE UPDATE ON trials "
            "BEGIN SELECT RAISE(ABORT, 'a registered trial cannot be changed'); END"
        )
