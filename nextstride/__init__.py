"""nextstride: read a real sprint, split it into push and swing, find what limits this runner."""

__version__ = "0.1.0"
