"""Figures in French and English and what they count."""

from herodote.grounding.amounts.reading import Amount, amounts

__all__ = ["Amount", "amounts"]
