"""The tables of the log. A change here needs a migration; a test compares the two."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Double, ForeignKey, MetaData, String, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from nextstride.log.entries import Feel, Hold, RecordedRun, SpeedTest, StrengthTest
from nextstride.log.entry import LogEntry

REVISION = "0001"
"""Of the newest migration: what an open log must be at."""


class Base(DeclarativeBase):
    """Root of the tables."""

    metadata = MetaData(
        naming_convention={
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map = {float: Double}  # noqa: RUF012


def belongs_to(parent: str) -> Any:
    """Column that refers to a row of `parent` and goes when that row goes."""
    return mapped_column(ForeignKey(f"{parent}.number", ondelete="CASCADE"), index=True)


class AthleteRow(Base):
    """An `nextstride.athlete.Athlete`."""

    __tablename__ = "athletes"

    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    mass: Mapped[float]
    height: Mapped[float]
    sex: Mapped[str]
    leg_length: Mapped[float | None]
    strength_tests: Mapped[dict[str, Any]] = mapped_column(JSON)
    assumed: Mapped[list[str]] = mapped_column(JSON)


class SessionRow(Base):
    """A session, and whether its speeds have been shown."""

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("athlete_number", "day", "session"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    athlete_number: Mapped[int] = belongs_to("athletes")
    day: Mapped[date]
    session: Mapped[int]
    revealed_at: Mapped[str | None] = mapped_column(String(40))
    feel_declined: Mapped[bool]
    athlete: Mapped[AthleteRow] = relationship()


class EntryRow(Base):
    """What every entry has; the rest is in the table of its kind."""

    __tablename__ = "entries"
    __mapper_args__ = {"polymorphic_on": "kind"}  # noqa: RUF012

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    session_number: Mapped[int] = belongs_to("sessions")
    kind: Mapped[str]
    note: Mapped[str]
    recorded_at: Mapped[str] = mapped_column(String(40))
    session: Mapped[SessionRow] = relationship()


def entry_key() -> Any:
    """Column that ties the table of one kind to `EntryRow`."""
    return mapped_column(ForeignKey("entries.number", ondelete="CASCADE"), primary_key=True)


class RecordedRunRow(EntryRow):
    """A `RecordedRun`."""

    __tablename__ = "recordings"
    __mapper_args__ = {"polymorphic_identity": RecordedRun.kind}  # noqa: RUF012

    number: Mapped[int] = entry_key()
    source: Mapped[str]
    analysis: Mapped[str]
    sha256: Mapped[str]
    measures: Mapped[dict[str, Any]] = mapped_column(JSON)


class SpeedTestRow(EntryRow):
    """A `SpeedTest`."""

    __tablename__ = "speed_tests"
    __mapper_args__ = {"polymorphic_identity": SpeedTest.kind}  # noqa: RUF012

    number: Mapped[int] = entry_key()
    method: Mapped[str]
    distance: Mapped[float | None]
    time: Mapped[float | None]
    top_speed: Mapped[float | None]
    known_to_runner: Mapped[bool]


class StrengthTestRow(EntryRow):
    """A `StrengthTest`."""

    __tablename__ = "strength_tests"
    __mapper_args__ = {"polymorphic_identity": StrengthTest.kind}  # noqa: RUF012

    number: Mapped[int] = entry_key()
    group: Mapped[str]
    moment: Mapped[float]
    side: Mapped[str]
    joint_angle: Mapped[float | None]
    device: Mapped[str]


class HoldRow(EntryRow):
    """A `Hold`."""

    __tablename__ = "holds"
    __mapper_args__ = {"polymorphic_identity": Hold.kind}  # noqa: RUF012

    number: Mapped[int] = entry_key()
    exercise: Mapped[str]
    group: Mapped[str]
    side: Mapped[str]
    joint_angle: Mapped[float | None]
    hold_time: Mapped[float]
    sets: Mapped[int]
    percent_max: Mapped[float | None]
    pain: Mapped[float | None]


class FeelRow(EntryRow):
    """A `Feel`."""

    __tablename__ = "feels"
    __mapper_args__ = {"polymorphic_identity": Feel.kind}  # noqa: RUF012

    number: Mapped[int] = entry_key()
    recovery: Mapped[float]
    lightness: Mapped[float]
    turnover: Mapped[float]
    connectedness: Mapped[float]
    strain: Mapped[float]


class TrialRow(Base):
    """A registered `nextstride.log.trial.Trial`; the database itself refuses to change one."""

    __tablename__ = "trials"

    number: Mapped[int] = mapped_column(primary_key=True)
    athlete_number: Mapped[int] = belongs_to("athletes")
    plan: Mapped[dict[str, Any]] = mapped_column(JSON)
    commitment: Mapped[str] = mapped_column(String(64), unique=True)
    athlete: Mapped[AthleteRow] = relationship()


ROW_TYPES: dict[type[LogEntry], type[EntryRow]] = {
    RecordedRun: RecordedRunRow,
    SpeedTest: SpeedTestRow,
    StrengthTest: StrengthTestRow,
    Hold: HoldRow,
    Feel: FeelRow,
}
"""The table of each kind of entry."""
