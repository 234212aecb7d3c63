"""The spatial sprinter: pelvis, legs, trunk and arms in three dimensions."""
