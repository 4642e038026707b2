"""Stories: each walks a noun past the actors it names and returns a noun."""
