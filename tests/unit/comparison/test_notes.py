"""Every run that lacks something, or is left out of something, is named with the reason."""

from dataclasses import replace

from pruning_core.comparison.comparison import Comparison, compare
from pruning_core.comparison.notes import notes_of
from pruning_core.results.outcome import Outcome
from pruning_core.runs.config import RunConfig
from pruning_core.runs.events.kinds import RunFailed, RunStopped
from tests.compared_runs import PLAN, config_of, finished_outcome, outcome_with, run_of


def comparison_of(*runs: tuple[RunConfig, Outcome | None]) -> Comparison:
    """The comparison of runs with these configs and outcomes."""
    return compare(
        [
            run_of(config, run_id=str(index), state="running" if outcome is None else outcome.state)
            for index, (config, outcome) in enumerate(runs)
        ],
        {str(index): outcome for index, (_config, outcome) in enumerate(runs) if outcome},
    )


def test_finished_runs_with_all_results_need_no_note() -> None:
    config = config_of()
    runs = [(each, finished_outcome(each)) for each in (config, replace(config, seed=1))]
    assert notes_of(comparison_of(*runs)) == ()


def test_stopped_failed_and_unfinished_runs_are_named_with_the_reason() -> None:
    configs = [config_of(seed=seed) for seed in range(5)]
    stopped = RunStopped(step=12, reason="out_of_time")
    failed = RunFailed(step=3, reason="error", parameters={"text": "no data"})
    notes = notes_of(
        comparison_of(
            (configs[0], finished_outcome(configs[0])),
            (configs[1], outcome_with(stopped, configs[1])),
            (configs[2], outcome_with(failed, configs[2])),
            (configs[3], None),
            (configs[4], None),
        )
    )
    assert notes[0].startswith("Run 2 was stopped after step 12 of 32")
    assert notes[0].endswith(outcome_with(stopped, configs[1]).message)
    assert notes[1].startswith("Run 3 failed after step 3 of 32")
    assert "no data" in notes[1]
    assert notes[2].startswith("Runs 4, 5 have not ended")
    assert len(notes) == 3


def test_diverged_run_and_run_without_size_are_named() -> None:
    configs = [config_of(seed=seed) for seed in range(3)]
    without_size = replace(finished_outcome(configs[2]), zipped_h5_bytes=None)
    diverged, unsized = notes_of(
        comparison_of(
            (configs[0], finished_outcome(configs[0])),
            (configs[1], finished_outcome(configs[1], accuracy=None)),
            (configs[2], without_size),
        )
    )
    assert diverged.startswith("Run 2 has no test accuracy")
    assert unsized.startswith("Run 3 has no file size")


def test_other_data_and_missing_validation_are_named() -> None:
    without_validation = config_of(plan=replace(PLAN, validation_split=0.0))
    configs = [config_of(), without_validation, config_of(dataset="mnist")]
    data, validation = notes_of(
        comparison_of(*((config, finished_outcome(config)) for config in configs))
    )
    assert data.startswith("Run 3 uses MNIST, and the comparison is about ")
    assert validation.startswith("Run 2 has no validation examples")


def test_same_training_twice_is_named() -> None:
    config = config_of()
    outcome = finished_outcome(config)
    (note,) = notes_of(comparison_of((config, outcome), (config.dense, outcome), (config, outcome)))
    assert note.startswith("Runs 1, 3 are the same training")
