"""The vocabulary of recipes: one file is one word, its folder is the kind of part."""
