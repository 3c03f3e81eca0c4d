"""How data sets are downloaded: where from, and the process that does it."""
