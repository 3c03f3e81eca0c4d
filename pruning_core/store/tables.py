"""The tables of the run store as the queries see them; `migrations` makes them."""

import sqlalchemy as sql

from pruning_core.runs.states import RunState

metadata = sql.MetaData()
runs = sql.Table(
    "runs",
    metadata,
    sql.Column("id", sql.String(32), primary_key=True),
    sql.Column("config", sql.Text),
    sql.Column("state", sql.String(16), nullable=False, default=RunState.QUEUED.value),
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
)
"""One row a run.

- `config`: The training as JSON; null where the lab did not train.
- `state`: A value of `RunState`. A new run is queued; only `store.moves.move` changes the state.
- `owner`, `heartbeat_at`: The worker that has the lease, and when it last wrote.
- `claimed_at_step`: The last step when the present worker claimed the run.
- `futile_claims`: Workers in a row that were lost without a step in between.
- `held_up`: Why the run was paused, where nobody asked for the pause.
- `last_number`: How many events the log of the run has.
- `key_hash`, `write_token_hash`: SHA-256 of secrets; the secrets themselves are not stored.
- `training_hash`: SHA-256 of `config`: runs of the same training have the same.
- `tags`: A list of texts as JSON.
- `origin`: Who trained the run, the lab or somebody else.
"""
events = sql.Table(
    "events",
    metadata,
    sql.Column("run_id", sql.ForeignKey("runs.id"), primary_key=True),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("at", sql.Float, nullable=False),
    sql.Column("body", sql.Text, nullable=False),
)
"""One row an event, numbered from 1 in each run; `body` is its JSON."""
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
"""One row for each run that has ended; `body` is the whole `Outcome` as JSON.

The other columns repeat what runs are filtered and sorted by; null where the run has no such number.

- `accuracy`, `loss`: On the test set.
- `sparsity`: The share of zeros in all kernels together.
- `bytes`: Size of the zipped .h5.
- `seconds`: How long it trained.
"""
