"""The commands, one a file: options in, one call, an exit code out."""
