"""Built-in categories, priorities and the starter configuration; data only."""
