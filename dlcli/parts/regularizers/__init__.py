"""Regularizers, by the word that a recipe uses."""
