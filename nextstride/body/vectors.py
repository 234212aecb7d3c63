"""Vectors of three scalars, symbolic or numeric, and their turns about the axes of a frame."""

from __future__ import annotations

from nextstride.body.expression import Expression

Vector = tuple[Expression, Expression, Expression]

NOTHING: Vector = (0, 0, 0)


def add(*vectors: Vector) -> Vector:
    """Sum of `vectors`."""
    x, y, z = (sum(parts[1:], parts[0]) for parts in zip(*vectors, strict=True))
    return x, y, z


def minus(vector: Vector, other: Vector) -> Vector:
    """`vector` less `other`."""
    return vector[0] - other[0], vector[1] - other[1], vector[2] - other[2]


def scaled(vector: Vector, factor: Expression) -> Vector:
    """`vector` times `factor`."""
    return vector[0] * factor, vector[1] * factor, vector[2] * factor


def times(vector: Vector, factors: Vector) -> Vector:
    """`vector` with each component times its own of `factors`."""
    return vector[0] * factors[0], vector[1] * factors[1], vector[2] * factors[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Vector product a x b."""
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def along(axis: int, value: Expression) -> Vector:
    """The vector of `value` along the axis 0, 1 or 2."""
    x, y, z = (value if axis == each else 0 for each in range(3))
    return x, y, z


def turned(vector: Vector, axis: int, cosine: Expression, sine: Expression) -> Vector:
    """`vector` turned about the axis 0, 1 or 2, from the next axis towards the one after it."""
    first, second = (axis + 1) % 3, (axis + 2) % 3
    parts = list(vector)
    parts[first] = cosine * vector[first] - sine * vector[second]
    parts[second] = sine * vector[first] + cosine * vector[second]
    return parts[0], parts[1], parts[2]
