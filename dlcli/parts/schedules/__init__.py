"""Learning-rate schedules, by the word that a recipe uses."""
