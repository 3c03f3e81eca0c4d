"""The parts of the pages Experiments and Results: the form, the progress and the answer of an experiment."""
