"""Requests for the model files of finished runs, and the results of these requests."""

import sqlalchemy as sql

from pruning_core.checks import quoted
from pruning_core.errors import RunStoreError
from pruning_core.results.model_results import ModelResults
from pruning_core.results.outcome import with_models
from pruning_core.results.outcome_json import outcome_from_json, outcome_to_json
from pruning_core.runs.states import RunState
from pruning_core.store.queries import Queries
from pruning_core.store.tables import outcomes, runs
from pruning_core.texts import gettext


class ModelRequests(Queries):
    """The part of the run store for model files that are made after the end of a run."""

    def request_model_files(self, run_id: str) -> None:
        """Request the model files of a finished run. The engine makes and measures them.

        Raises:
            RunStoreError: If there is no such run, or if it has not finished.
        """
        is_finished = sql.and_(runs.c.id == run_id, runs.c.state == RunState.FINISHED)
        with self._write() as connection:
            request = runs.update().where(is_finished).values(files_requested=True)
            if not connection.execute(request).rowcount:
                raise RunStoreError(
                    gettext(
                        "run {run} has not finished: its model files can be made after its end",
                        run=quoted(run_id),
                    )
                )

    def runs_with_requested_files(self) -> list[str]:
        """The ids of the runs whose model files were requested, and are not made yet."""
        query = sql.select(runs.c.id).where(runs.c.files_requested).order_by(runs.c.created_at)
        with self._read() as connection:
            return list(connection.scalars(query))

    def end_model_request(self, run_id: str, models: ModelResults | None) -> None:
        """Store the measurements of a run's model files in its outcome. None means: they could not be made."""
        with self._write() as connection:
            this_run = runs.update().where(runs.c.id == run_id)
            connection.execute(this_run.values(files_requested=False))
            this_outcome = outcomes.c.run_id == run_id
            body = connection.scalar(sql.select(outcomes.c.body).where(this_outcome))
            if models is not None and body is not None:
                new_body = outcome_to_json(with_models(outcome_from_json(body), models))
                connection.execute(outcomes.update().where(this_outcome).values(body=new_body))
