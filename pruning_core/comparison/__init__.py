"""Runs beside each other: what differs, how they trained, and what they reached.

Start reading at `comparison.py`: it uses most other modules.

- `requested_runs.py`, `loading.py`: which runs a link names, and the comparison of these runs.
- `rows/`: the table with one row per setting and per result.
- `labels.py`: short names for runs and groups.
- `groups.py`, `estimates.py`: the runs that differ only in their seed, with means and intervals.
- `pareto.py`: the runs that no other run beats.
- `notes.py`: sentences about runs that lack something.
- `curves/`: the measurements of a run, complete and thinned.
- `files/`: CSV tables and a report.
"""
