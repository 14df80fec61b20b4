"""Differences between two texts of a guide: every room compares texts in one way."""

from apps.common.differences import Row, differences, lines_differing

__all__ = ["Row", "differences", "lines_differing"]
