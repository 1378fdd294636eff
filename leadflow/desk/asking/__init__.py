"""What an act still asks, and how its answer is read."""
