"""The page of a run shows the results of a finished run, with or without files, beside its dense baseline."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.components import services
from pruning_core.data.dataset import N_CLASSES
from pruning_core.data.datasets import load_dataset
from pruning_core.results.model_results import (
    DENSE,
    FLOAT,
    KERAS,
    PRUNED,
    SPARSE,
    MissingModelFile,
    ModelFile,
)
from pruning_core.results.results import (
    RESULTS,
    Results,
    artifacts_folder,
    results_or_none,
    results_to_json,
)
from pruning_core.runs.config import RunConfig
from tests.examples import FINISHED, short_run, started_event, timing

SECTIONS = (
    "Model files and their sizes",
    "Inference time",
    "Confusion matrix",
    "Mistakes",
    "Draw a digit",
)


def example_results(*, wrong: tuple[int, ...] = ()) -> Results:
    """Results of a network that predicts one class too high for the test images in `wrong`."""
    labels = load_dataset("digits").y_test
    answers = labels.copy()
    answers[list(wrong)] = (answers[list(wrong)] + 1) % N_CLASSES
    confusion = np.zeros((N_CLASSES, N_CLASSES), int)
    np.add.at(confusion, (labels, answers), 1)
    return Results(
        files=(
            ModelFile(name=KERAS, size=4_000, gzipped=1_000, zipped=None, accuracy=0.9),
            ModelFile(name=FLOAT, size=4_000, gzipped=1_000, zipped=None, accuracy=0.9),
        ),
        left_out=(MissingModelFile(name=SPARSE, reason="an operation is missing"),),
        accuracy_images=360,
        timings=tuple(timing(network) for network in (DENSE, PRUNED)),
        machine="a machine",
        confusion=tuple(map(tuple, confusion.tolist())),
        answers="".join(map(str, answers.tolist())),
    )


def create_finished_run(config: RunConfig, text: str | None) -> str:
    """Create a finished run with this text as its results.json. Return the id of the run."""
    store = services.run_store()
    run_id = str(store.create(config))
    store.claim(run_id, "worker")
    folder = artifacts_folder(services.settings().data_dir, run_id)
    if text is not None:
        folder.mkdir(parents=True)
        (folder / RESULTS).write_text(text, "utf-8")
    results_in_folder = results_or_none(folder)
    models = None if results_in_folder is None else results_in_folder.without_answers
    store.append(run_id, "worker", [started_event(), FINISHED], models=models)
    return run_id


def open_page_of_run(app: AppTest, run_id: str, *sections: str) -> AppTest:
    """Open the page of this run with these sections."""
    app.run()
    app.switch_page("run.py")
    app.query_params["run"] = run_id
    for section in sections:
        app.session_state[f"{section} {run_id}"] = True
    app.run()
    assert not app.exception
    return app


def html_of(app: AppTest) -> str:
    """All HTML of the page that is not in a widget of Streamlit."""
    return "".join(element.proto.body for element in app.get("html"))


def captions_of(app: AppTest) -> str:
    """All captions of the page."""
    return "\n".join(caption.value for caption in app.caption)


def test_closed_sections_are_not_rendered(app: AppTest) -> None:
    open_page_of_run(app, create_finished_run(short_run(), results_to_json(example_results())))
    assert set(SECTIONS) <= {section.label for section in app.expander}
    assert "<div" not in html_of(app)


def test_sizes_are_shown_beside_the_sizes_of_the_dense_baseline(app: AppTest) -> None:
    larger = ModelFile(name=FLOAT, size=4_000, gzipped=3_600, zipped=None, accuracy=0.95)
    create_finished_run(
        short_run().dense, results_to_json(replace(example_results(), files=(larger,)))
    )
    open_page_of_run(
        app, create_finished_run(short_run(), results_to_json(example_results())), SECTIONS[0]
    )
    assert "1,000 B" in html_of(app)
    assert "3,600 B" in html_of(app)
    assert "accuracy pruned 90.00\u00a0% · dense 95.00\u00a0% on all 360 test images" in html_of(
        app
    )
    assert any("the dense file has 3,600 B" in element.value for element in app.markdown)
    assert "model_sparse.tflite could not be made: an operation is missing" in captions_of(app)


def test_times_are_shown_with_a_correct_conclusion(app: AppTest) -> None:
    open_page_of_run(
        app, create_finished_run(short_run(), results_to_json(example_results())), SECTIONS[1]
    )
    text = "\n".join(element.value for element in app.markdown)
    assert "zeros alone did not make the network faster" in text
    assert "| pruned, float | 1.000 (0.900 – 1.100) | not available |" in text
    assert "400 invocations per file" in captions_of(app)


def test_confusion_matrix_is_a_table_with_counts(app: AppTest) -> None:
    open_page_of_run(
        app,
        create_finished_run(short_run(), results_to_json(example_results(wrong=(0, 1)))),
        SECTIONS[2],
    )
    assert html_of(app).count("<tr>") == N_CLASSES + 1
    assert "Test images: 360. Right answers: 358." in html_of(app)


def test_only_mistakes_that_the_dense_network_does_not_make_are_shown(app: AppTest) -> None:
    create_finished_run(short_run().dense, results_to_json(example_results(wrong=(2, 3))))
    open_page_of_run(
        app,
        create_finished_run(short_run(), results_to_json(example_results(wrong=(1, 2)))),
        SECTIONS[3],
    )
    label = int(load_dataset("digits").y_test[1])
    assert html_of(app).count("<figure>") == 1
    assert f'alt="{label} classified as {(label + 1) % N_CLASSES}"' in html_of(app)


def test_all_mistakes_are_shown_without_a_dense_run(app: AppTest) -> None:
    open_page_of_run(
        app,
        create_finished_run(short_run(), results_to_json(example_results(wrong=(1, 2)))),
        SECTIONS[3],
    )
    assert html_of(app).count("<figure>") == 2


def test_drawing_pad_has_the_networks_of_the_run_and_its_dense_baseline(app: AppTest) -> None:
    dense = create_finished_run(short_run().dense, results_to_json(example_results()))
    run_id = create_finished_run(short_run(), results_to_json(example_results()))
    open_page_of_run(app, run_id, SECTIONS[4])
    elements = "".join(element.proto.json for element in app.get("bidi_component"))
    assert f"/lab/runs/{run_id}/answers" in elements
    assert f"/lab/runs/{dense}/answers" in elements


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda _text: None, "are not stored here"),
        (lambda text: text[:100], "damaged or from another version of the lab"),
        (lambda _text: "{}", "damaged or from another version of the lab"),
    ],
    ids=["missing", "cut off", "of another version"],
)
def test_run_without_readable_results_shows_its_last_event_and_the_reason(
    app: AppTest, damage: Callable[[str], str | None], message: str
) -> None:
    open_page_of_run(
        app, create_finished_run(short_run(), damage(results_to_json(example_results())))
    )
    assert any(metric.value == "93.75\u00a0%" for metric in app.metric)
    assert message in captions_of(app)
    assert not set(SECTIONS) & {section.label for section in app.expander}


def test_results_of_a_pruned_run_are_shown_if_its_dense_run_has_no_results(app: AppTest) -> None:
    create_finished_run(short_run().dense, None)
    open_page_of_run(
        app, create_finished_run(short_run(), results_to_json(example_results())), SECTIONS[0]
    )
    assert "Some results of the dense baseline are missing" in captions_of(app)
    assert "1,000 B" in html_of(app)
