"""Downloads of data sets: their addresses, and the process that downloads."""
