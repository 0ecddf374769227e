"""Strategies of distribution, by the word that a recipe uses."""
