"""The tables of the run store, for queries. The migrations create them."""

import sqlalchemy as sql

from pruning_core.runs.states import RunState

metadata = sql.MetaData()
runs = sql.Table(
    "runs",
    metadata,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("config", sql.Text),
    sql.Column("state", sql.String(16), nullable=False, default=RunState.QUEUED.value, index=True),
    sql.Column("created_at", sql.Float, nullable=False, index=True),
    sql.Column("ended_at", sql.Float),
    sql.Column("owner", sql.String(32)),
    sql.Column("heartbeat_at", sql.Float),
    sql.Column("claimed_at_step", sql.Integer, nullable=False, default=0),
    sql.Column("futile_claims", sql.Integer, nullable=False, default=0),
    sql.Column("stop_requested", sql.Boolean, nullable=False, default=False),
    sql.Column("pause_requested", sql.Boolean, nullable=False, default=False),
    sql.Column("held_up", sql.Text),
    sql.Column("last_number", sql.Integer, nullable=False, default=0),
    sql.Column("last_step", sql.Integer, nullable=False, default=0),
    sql.Column("seconds_trained", sql.Float, nullable=False, default=0),
    sql.Column("most_seconds", sql.Float),
    sql.Column("key_hash", sql.String(64)),
    sql.Column("visitor", sql.String(64)),
    sql.Column("training_hash", sql.String(64), index=True),
    sql.Column("group_id", sql.String(32), index=True),
    sql.Column("name", sql.Text),
    sql.Column("tags", sql.Text),
    sql.Column("origin", sql.String(16), nullable=False, default="lab"),
    sql.Column("room", sql.String(32), index=True),
    sql.Column("write_token_hash", sql.String(64)),
    sql.Column("claimed_at", sql.Float, index=True),
    sql.Column("host", sql.Text),
    sql.Column("files_requested", sql.Boolean, nullable=False, default=False, index=True),
    sql.Column("dataset", sql.String(32)),
    sql.Column("network", sql.String(32)),
    sql.Column("schedule_kind", sql.String(32)),
    sql.Column("final_sparsity", sql.Float),
    sql.Column("seed", sql.BigInteger),
    sql.Column("notes", sql.Text),
    sql.Column("search_text", sql.Text),
    sql.Column("edited_at", sql.Float),
    sql.Column("deleted_at", sql.Float),
    sql.Index("ix_runs_visitor", "visitor"),
    sql.Index("ix_runs_newest", "deleted_at", "created_at", "id"),
    sql.Index("ix_runs_list", "deleted_at", "state", "created_at", "ended_at", "edited_at"),
)
"""One row per run.

- `config`: The training as JSON; null if the lab did not train the run.
- `state`: A value of `RunState`. A new run is queued or planned; only `store.moves.move` changes the state.
- `owner`, `heartbeat_at`: The worker that has the lease, and the time of its last report.
- `claimed_at_step`: The last step of the run at the time when its worker claimed it.
- `futile_claims`: Number of workers that were lost since the last new step.
- `held_up`: The reason of a pause that no visitor requested: a `PauseReason` as JSON.
- `last_number`: The number of events in the log of the run.
- `key_hash`, `write_token_hash`: SHA-256 of secrets; the secrets themselves are not stored.
- `training_hash`: SHA-256 of `config`. It is the same for all runs of the same training.
- `tags`: A list of texts as JSON.
- `origin`: Who trained the run: the lab or somebody else.
- `group_id`: The id of the experiment of the run.
- `claimed_at`: The last time at which a worker claimed the run.
- `host`: The kind of the machine that trained the run: processor and threads.
- `files_requested`: Whether somebody has requested the model files of a finished run of an experiment.
- `dataset`, `network`, `schedule_kind`, `final_sparsity`, `seed`, `search_text`: Copies for the list of runs;
  `run_list.columns` makes them. Null if the config is null or cannot be read.
- `edited_at`: When the owner last changed name, tags or notes, or deleted or restored the run.
- `deleted_at`: When the owner deleted the run. After some minutes, the row is removed.
"""
experiments = sql.Table(
    "experiments",
    metadata,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("name", sql.Text, nullable=False),
    sql.Column("definition", sql.Text, nullable=False),
    sql.Column("definition_hash", sql.String(64), nullable=False, index=True),
    sql.Column("created_at", sql.Float, nullable=False, index=True),
    sql.Column("revision", sql.Integer, nullable=False, default=1),
    sql.Column("paused", sql.Boolean, nullable=False, default=False),
    sql.Column("retries", sql.Integer, nullable=False, default=1),
    sql.Column("key_hash", sql.String(64)),
    sql.Column("visitor", sql.String(64)),
    sql.Column("room", sql.String(32)),
    sql.Column("most_seconds", sql.Float),
)
"""One row per experiment. Its runs have its id as `group_id`.

- `definition`: The experiment as TOML.
- `definition_hash`: SHA-256 of the parts that never change: name, arms and comparisons.
- `revision`: The number of changes and 1. If two people change an experiment at the same time, the second is refused.
- `paused`: Whether the engine queues no more runs of the experiment.
- `retries`: How often a failed run is trained again.
- `most_seconds`: How long each run may train, for retries and for seeds that are added later.
"""
reused_runs = sql.Table(
    "reused_runs",
    metadata,
    sql.Column("experiment_id", sql.String(32), primary_key=True),
    sql.Column("run_id", sql.String(32), primary_key=True),
)
"""One row for each finished run that an experiment uses although it has another `group_id`, or none."""
deleted_runs = sql.Table(
    "deleted_runs",
    metadata,
    sql.Column("run_id", sql.String(32), primary_key=True),
    sql.Column("deleted_at", sql.Float, nullable=False),
)
"""One row for each run whose rows and files were removed. So an old link can say that the run was deleted."""
events = sql.Table(
    "events",
    metadata,
    sql.Column("run_id", sql.ForeignKey("runs.id"), primary_key=True),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("at", sql.Float, nullable=False),
    sql.Column("body", sql.Text, nullable=False),
)
"""One row per event. The numbers of a run's events start at 1. `body` is the event as JSON."""
outcomes = sql.Table(
    "outcomes",
    metadata,
    sql.Column("run_id", sql.ForeignKey("runs.id"), primary_key=True),
    sql.Column("accuracy", sql.Float),
    sql.Column("loss", sql.Float),
    sql.Column("sparsity", sql.Float),
    sql.Column("bytes", sql.BigInteger),
    sql.Column("seconds", sql.Float),
    sql.Column("ended_at", sql.Float, nullable=False),
    sql.Column("body", sql.Text, nullable=False),
)
"""One row for each run that has ended; `body` is the complete `Outcome` as JSON.

The other columns are copies for filtering and sorting; null if the run does not have this number.

- `accuracy`, `loss`: Accuracy and loss on the test set.
- `sparsity`: The fraction of zeros in all kernels together.
- `bytes`: Size of the zipped .h5.
- `seconds`: The training time.
"""
