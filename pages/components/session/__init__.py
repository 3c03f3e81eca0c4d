"""The typed state of one visit, and the links that carry it."""
