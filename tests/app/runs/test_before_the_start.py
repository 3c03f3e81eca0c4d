"""Before a run starts, the train page shows how long the run takes, what it waits for, and asks about a long run."""

from streamlit.testing.v1 import AppTest

from pages.components import services
from pruning_core.engine.engine import EngineState
from pruning_core.runs.article import article_run
from tests.app.runs.run_pages import (
    SHORT_RUN,
    button_labels,
    newest_run,
    open_run,
    open_train_page,
    press_button,
)
from tests.examples import short_run, step

ARTICLE = "The run of the pruning article"
QUESTION = "Start this run"


def create_run_with_pace(*, steps: int) -> None:
    """Create a stopped run of the article's network that has trained some steps in no time."""
    services.engine().close()  # otherwise a worker could claim the run first
    store = services.run_store()
    run_id = store.create(short_run(epochs=2))
    store.claim(run_id, "worker")
    store.append(run_id, "worker", [step(number) for number in range(1, steps + 1)])
    store.request_stop(run_id)
    store.release(run_id, "worker")


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def test_button_names_the_time_if_a_similar_run_shows_its_pace(app: AppTest) -> None:
    open_train_page(app, **SHORT_RUN)
    assert "Train" in button_labels(app)
    assert "there is no estimate of its time" in captions(app)
    create_run_with_pace(steps=26)
    app.run()
    assert "Train · about 1 second" in button_labels(app)
    assert "there is no estimate" not in captions(app)
    open_train_page(app, **SHORT_RUN, network="mlp")
    assert "Train" in button_labels(app)


def test_long_run_of_the_article_starts_only_after_a_question(app: AppTest) -> None:
    open_train_page(app, dataset="mnist", num_examples="60000", seed="5")
    services.engine().close()
    press_button(app, ARTICLE)
    assert services.run_store().recent() == []
    assert any("This run has 5,760 steps." in text.value for text in app.markdown)
    press_button(app, QUESTION)
    assert newest_run().config == article_run(seed=5)
    assert app.query_params["run"] in (newest_run().id, [newest_run().id])


def test_page_describes_the_queue_in_words(app: AppTest) -> None:
    open_train_page(app, **SHORT_RUN)
    services.engine().close()
    services.engine().state = EngineState.READY
    app.run()
    assert "A run that you start now begins at once." in captions(app)
    for seed in range(2):
        services.run_store().create(short_run(seed=seed), visitor=f"visitor {seed}")
    app.run()
    assert "2 runs wait. A run that you start now begins after these runs." in captions(app)


def test_stop_asks_before_the_run_ends(app: AppTest) -> None:
    open_train_page(app, **SHORT_RUN)
    services.engine().close()
    run_id = services.run_store().create(short_run(), key="a-secret-of-22-letters")
    open_run(app, run_id, key="a-secret-of-22-letters")
    assert "Stop" not in button_labels(app)
    assert any("It cannot continue." in text.value for text in app.markdown)
    assert not services.run_store().get(run_id).state.ended
    press_button(app, "Stop this run")
    assert services.run_store().get(run_id).state.ended
