"""The bundled digits: a small data set that needs no download."""
