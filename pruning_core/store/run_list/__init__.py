"""The list of runs in SQL: the columns of the list, its search, and the changes of the owners of runs."""
