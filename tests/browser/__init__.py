"""Tests in a real browser. As a package, they share fixtures that end before the first test of another folder."""
