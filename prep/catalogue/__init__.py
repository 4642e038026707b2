"""Files become nouns: what an author wrote is read, validated and explained; nothing is written or run."""
