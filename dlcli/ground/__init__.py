"""What every room stands on: errors, files, locks, digests and failpoints, from the standard library alone."""
