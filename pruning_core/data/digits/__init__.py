"""The bundled digits: a small data set that is there without a download."""
