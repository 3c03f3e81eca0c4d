"""What paired runs show: tests, intervals, figures of one arm, and sentences about them. Values in, values out."""
