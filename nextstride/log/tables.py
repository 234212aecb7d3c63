"""The tables of the log. A change here needs a migration; a test compares the two.

They are plain tables and the queries are written out: mapping classes onto them would double the
time that a command takes to start.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from nextstride.log.entries import Feel, Hold, RecordedRun, SpeedTest, StrengthTest
from nextstride.log.entry import LogEntry
from nextstride.log.power_test import PowerTest
from nextstride.log.probe_round import ProbeRound

REVISION = "0005"
"""Of the newest migration: what an open log must be at."""

METADATA = MetaData(
    naming_convention={
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def key() -> Column[int]:
    """Row number, the key of a table."""
    return Column("number", Integer, primary_key=True)


def belongs_to(parent: str, column: str) -> Column[int]:
    """Column that refers to a row of `parent` and goes when that row goes."""
    of_parent = ForeignKey(f"{parent}.number", ondelete="CASCADE")
    return Column(column, Integer, of_parent, nullable=False, index=True)


def text(name: str) -> Column[str]:
    """A text that must be there."""
    return Column(name, String, nullable=False)


def number(name: str, nullable: bool = False) -> Column[float]:
    """A number in double precision."""
    return Column(name, Double, nullable=nullable)


def document(name: str) -> Column[Any]:
    """Plain JSON that must be there."""
    return Column(name, JSON, nullable=False)


def table_of(entry_type: type[LogEntry], name: str, *columns: Column[Any]) -> Table:
    """Table of what only one kind of entry has."""
    entry = ForeignKey("entries.number", ondelete="CASCADE")
    table = Table(name, METADATA, Column("number", Integer, entry, primary_key=True), *columns)
    KIND_TABLES[entry_type.kind] = table
    return table


KIND_TABLES: dict[str, Table] = {}
"""The table of each kind of entry."""

ATHLETES = Table(
    "athletes",
    METADATA,
    key(),
    Column("name", String, nullable=False, unique=True),
    Column("name_key", String, nullable=False, index=True, unique=True),
    number("mass"),
    number("height"),
    text("sex"),
    number("leg_length", nullable=True),
    document("strength_tests"),
    document("assumed"),
)
"""An `nextstride.athlete.Athlete`, and the key of the name (`nextstride.log.names`)."""

SESSIONS = Table(
    "sessions",
    METADATA,
    key(),
    belongs_to("athletes", "athlete_number"),
    Column("day", Date, nullable=False),
    Column("session", Integer, nullable=False),
    Column("revealed_at", String(40)),
    Column("feel_declined", Boolean, nullable=False),
    UniqueConstraint("athlete_number", "day", "session"),
)
"""A session, and whether its speeds have been shown."""

ENTRIES = Table(
    "entries",
    METADATA,
    key(),
    Column("id", String, nullable=False, unique=True),
    belongs_to("sessions", "session_number"),
    text("kind"),
    text("note"),
    Column("recorded_at", String(40), nullable=False),
)
"""What every entry has; the rest is in the table of its kind."""

table_of(
    RecordedRun,
    "recordings",
    *(text(name) for name in ("source", "analysis", "sha256")),
    document("measures"),
)
table_of(
    SpeedTest,
    "speed_tests",
    text("method"),
    *(number(name, nullable=True) for name in ("distance", "time", "top_speed")),
    Column("known_to_runner", Boolean, nullable=False),
)
table_of(
    StrengthTest,
    "strength_tests",
    text("group"),
    number("moment"),
    text("side"),
    number("joint_angle", nullable=True),
    text("device"),
    *(number(name, nullable=True) for name in ("reading", "lever", "body_mass")),
    Column("reading_unit", String),
)
table_of(
    PowerTest,
    "power_tests",
    text("exercise"),
    number("load"),
    *(number(name, nullable=True) for name in ("height", "bar_speed")),
    text("device"),
)
table_of(
    Hold,
    "holds",
    *(text(name) for name in ("exercise", "group", "side")),
    number("joint_angle", nullable=True),
    number("hold_time"),
    Column("sets", Integer, nullable=False),
    *(number(name, nullable=True) for name in ("percent_max", "pain")),
)
table_of(
    Feel,
    "feels",
    *(number(name) for name in ("recovery", "lightness", "turnover", "connectedness", "strain")),
)

table_of(
    ProbeRound,
    "probe_rounds",
    text("link"),
    Column("round_number", Integer, nullable=False),
    *(document(name) for name in ("strengths", "runs")),
)

TRIALS = Table(
    "trials",
    METADATA,
    key(),
    belongs_to("athletes", "athlete_number"),
    document("plan"),
    Column("commitment", String(64), nullable=False, unique=True),
)
"""A registered `nextstride.log.trial.Trial`; the database itself refuses to change one."""

PLANS = Table(
    "plans",
    METADATA,
    key(),
    belongs_to("athletes", "athlete_number"),
    document("plan"),
    Column("made_at", String(40), nullable=False),
)
"""A `nextstride.log.planned.PlannedWeeks`: what an athlete was asked to do, as it was printed."""

PROBES = Table(
    "probes",
    METADATA,
    key(),
    belongs_to("athletes", "athlete_number"),
    document("protocol"),
    Column("made_at", String(40), nullable=False),
)
"""A `nextstride.probe.Protocol`: how an athlete's fatigue probe was to be done."""

JOBS = Table(
    "jobs",
    METADATA,
    key(),
    Column("id", String(32), nullable=False, unique=True),
    belongs_to("athletes", "athlete_number"),
    *(text(name) for name in ("source", "file")),
    *(document(name) for name in ("options", "remarks")),
    *(text(name) for name in ("state", "stage", "reason")),
    *(Column(name, Integer, nullable=False) for name in ("done", "total")),
    Column("asked_at", String(40), nullable=False),
    *(Column(name, String(40)) for name in ("begun_at", "staged_at", "ended_at")),
)
"""A `nextstride.log.jobs.Job`: a recording to analyse, and how far that is."""

LINKS = Table(
    "links",
    METADATA,
    key(),
    belongs_to("athletes", "athlete_number"),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("made_at", String(40), nullable=False),
)
"""What opens one athlete's own page, hashed; see `nextstride.log.links`."""
