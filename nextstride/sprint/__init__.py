"""The simulated sprint: the fastest steady running of a body, and what limits it."""
