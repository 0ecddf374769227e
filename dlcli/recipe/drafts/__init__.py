"""Drafts of recipes, by the kind of data."""
