"""The operator's settings. Every variable is checked. An invalid value is refused with a message of one line."""

import sys
from pathlib import Path

import pytest

from pruning_core.errors import SettingsError
from pruning_core.settings import make_data_dir, read_settings
from pruning_core.store.store import RunStore


def test_every_setting_has_a_default() -> None:
    settings = read_settings({})
    assert settings.workers == 1
    assert settings.lease_seconds == 30
    assert settings.dask_scheduler is None
    assert settings.mnist is None
    assert settings.database_url == f"sqlite:///{settings.data_dir}/runs.db"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PRUNELAB_WORKERS", "0"),
        ("PRUNELAB_WORKERS", "-1"),
        ("PRUNELAB_WORKERS", "65"),
        ("PRUNELAB_WORKERS", "two"),
        ("PRUNELAB_WORKERS", "1.0"),
        ("PRUNELAB_WORKERS", "٣"),
        ("PRUNELAB_WORKERS", "9" * 5000),
        ("PRUNELAB_LEASE_SECONDS", "2"),
        ("PRUNELAB_LEASE_SECONDS", "3601"),
        ("PRUNELAB_LEASE_SECONDS", "soon"),
        ("PRUNELAB_MAX_EPOCHS", "0"),
        ("PRUNELAB_MAX_EPOCHS", "1e3"),
        ("PRUNELAB_MAX_MINUTES", "1000000001"),
        ("PRUNELAB_MAX_QUEUE", "10000000000"),
        ("PRUNELAB_DASK_SCHEDULER", "localhost:8786"),
        ("PRUNELAB_MNIST", "/nowhere/mnist.npz"),
        ("PRUNELAB_MNIST", "~nobody_of_that_name/mnist.npz"),
        ("PRUNELAB_MNIST", "a" * 5000),
        ("PRUNELAB_DATA_DIR", "~nobody_of_that_name/data"),
        ("PRUNELAB_MNIST_URL", "ftp://mirror/mnist.npz"),
        ("PRUNELAB_FASHION_MNIST", "/nowhere/fashion-mnist"),
        ("PRUNELAB_FASHION_MNIST_URL", "mirror/fashion-mnist"),
        ("PRUNELAB_MNIST_URL", "http://[broken"),
    ],
)
def test_invalid_value_is_refused_with_one_line_that_names_the_variable(
    name: str, value: str
) -> None:
    with pytest.raises(SettingsError) as error_info:
        read_settings({name: value})
    assert name in str(error_info.value)
    assert "\n" not in str(error_info.value)
    assert error_info.value.field == name


def test_data_directory_that_cannot_be_created_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    settings = read_settings({"PRUNELAB_DATA_DIR": str(tmp_path / "file" / "data")})
    with pytest.raises(SettingsError, match="PRUNELAB_DATA_DIR"):
        make_data_dir(settings)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "runs.db",
        "sqlite://",
        "sqlite:///:memory:",
        "nosuchdatabase://host/runs",
        "sqlite:////nowhere/at/all/runs.db",
    ],
)
def test_database_url_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="PRUNELAB_DATABASE_URL"):
        RunStore(url)


def test_error_does_not_contain_the_password_of_the_database() -> None:
    with pytest.raises(SettingsError) as error_info:
        RunStore("nosuchdatabase://lab:secret@host/runs")
    assert "secret" not in str(error_info.value)


@pytest.mark.parametrize(
    "database", [{}, {"PRUNELAB_DATABASE_URL": "sqlite+pysqlite:////data/runs.db"}]
)
@pytest.mark.parametrize("host", ["10.0.0.1", "scheduler", "[fd00::1]", "[broken", "0.0.0.0"])  # noqa: S104  (no server)
def test_sqlite_is_refused_for_a_cluster_of_other_machines(
    host: str, database: dict[str, str]
) -> None:
    with pytest.raises(SettingsError) as error_info:
        read_settings({"PRUNELAB_DASK_SCHEDULER": f"tcp://{host}:8786", **database})
    assert error_info.value.field == "PRUNELAB_DATABASE_URL"
    assert "must be a PostgreSQL database" in str(error_info.value)
    assert "\n" not in str(error_info.value)


@pytest.mark.parametrize(
    ("scheduler", "database"),
    [
        ("tcp://127.0.0.1:8786", "sqlite:////data/runs.db"),
        ("tls://localhost:8786", "sqlite:////data/runs.db"),
        ("tcp://scheduler:8786", "postgresql://lab@database/runs"),
    ],
)
def test_cluster_and_database_that_see_each_other_are_allowed(
    scheduler: str, database: str
) -> None:
    variables = {"PRUNELAB_DASK_SCHEDULER": scheduler, "PRUNELAB_DATABASE_URL": database}
    settings = read_settings(variables)
    assert (settings.dask_scheduler, settings.database_url) == (scheduler, database)


def test_missing_driver_is_refused_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(
        SettingsError, match="driver of PostgreSQL is missing: pip install 'psycopg"
    ) as error_info:
        RunStore("postgresql://lab:secret@host/runs")
    assert "secret" not in str(error_info.value)
