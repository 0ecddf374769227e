"""Transforms of raw data, by the word that a recipe uses."""
