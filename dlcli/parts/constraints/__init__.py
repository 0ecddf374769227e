"""Constraints, by the word that a recipe uses."""
