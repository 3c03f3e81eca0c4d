"""Numbered migrations: they change a store of an older version into a store of this version."""
