"""A squad, a federation, a population: many recordings or bodies on one machine or a cluster."""
