"""Nouns: frozen values and the arithmetic on them. Standard library only; `now` arrives as an argument."""
