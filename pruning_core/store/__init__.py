"""The run store: runs and their events in an SQL database."""
