"""Augmentations: what becomes of each training example at random, by the word that a recipe uses."""
