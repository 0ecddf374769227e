"""Initializers of weights, by the word that a recipe uses."""
