"""Sources of data, by the word that a recipe uses."""
