"""What finished runs are worth: sizes, times, mistakes, and what these numbers mean."""
