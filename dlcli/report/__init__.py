"""What people look at: diagnostics, console views, progress, plots."""
