"""Controls: what changes training and has memory; saved and restored with each checkpoint."""
