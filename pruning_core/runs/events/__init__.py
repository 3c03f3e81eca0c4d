"""What happens in a run: the kinds of events, their parts, their JSON and their words."""
