"""The commands of `leadflow`, one module per family."""
