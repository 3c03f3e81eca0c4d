"""A run as code: command, script and notebook."""
