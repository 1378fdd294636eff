"""Benchmarks that print their figures; never part of the tests."""
