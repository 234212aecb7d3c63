"""Fit the simulated body to one runner, and say how sure the answer is."""
