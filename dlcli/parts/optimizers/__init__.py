"""Optimizers, by the word that a recipe uses."""
