"""Objectives: what is learned from a batch, by the word that a recipe uses."""
