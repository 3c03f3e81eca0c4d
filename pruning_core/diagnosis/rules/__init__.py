"""The rules of findings. Each rule reads a course, and returns a severity and a sentence, or None."""
