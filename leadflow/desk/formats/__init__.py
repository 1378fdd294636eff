"""Dates and numbers in the local form, where the house differs from Django's own."""
