"""How leads are told: heads, facts, journal and why now, in words for all pages."""
