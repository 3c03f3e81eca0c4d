"""The embedded Dask cluster: a process that ends together with its parent process.

`python -m pruning_core.engine.cluster --workers 1` prints the scheduler's address as its first line.
Then it runs until its standard input closes. This also happens if its parent is killed.
"""

import argparse
import os
import sys

import dask
from distributed import LocalCluster

WORKERS_ENVIRONMENT = "distributed.nanny.pre-spawn-environ"
TRIM_THRESHOLD_VARIABLE = "MALLOC_TRIM_THRESHOLD_"
"""A variable that Dask sets. With it, glibc returns freed memory to the system immediately, and each step of a
training must get new memory pages. So the lab removes the variable."""
HUGE_PAGES = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
"""Huge pages need fewer address translations. Without huge pages, this setting has no effect."""
SETTINGS = {
    # A worker that replaces a killed worker needs time to load and trace. Dask would wait only 15 s.
    "distributed.deploy.lost-worker-timeout": "1h",
    # Dask would measure its own processes up to 100 times per second. The lab does not use these
    # measurements, and each one interrupts a training.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}


def main() -> None:
    """Run the cluster until the parent process ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, required=True)
    workers = parser.parse_args().workers
    environment = dask.config.get(WORKERS_ENVIRONMENT) | HUGE_PAGES
    environment.pop(TRIM_THRESHOLD_VARIABLE, None)
    dask.config.set(SETTINGS | {WORKERS_ENVIRONMENT: environment})
    with LocalCluster(
        n_workers=0,  # first only the scheduler starts, so its address is known soon
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        memory_limit=None,
        host="127.0.0.1",
        preload=["pruning_core.engine.worker"],
    ) as cluster:
        cluster.scale(workers)
        print(cluster.scheduler_address, flush=True)  # noqa: T201  (the parent reads it)
        sys.stdin.read()
        # End immediately. All results are in the store, and each worker ends itself after this
        # process has ended, even while TensorFlow computes.
        os._exit(0)


if __name__ == "__main__":
    main()
