"""Tracking: keypoints of a video made fit for analysis, without any pose model."""
