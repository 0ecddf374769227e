"""Mixings: how training mixes examples and their labels, by the word that a recipe uses."""
