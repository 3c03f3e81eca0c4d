"""The kind of this machine. Only machines of one kind compute the same numbers to the last bit."""

import os
import platform
from functools import cache
from pathlib import Path

CPU_FACTS = Path("/proc/cpuinfo")
THREADS = "TF_NUM_INTRAOP_THREADS"
"""A variable of TensorFlow: the number of threads that compute one operation."""
VECTOR_FEATURES = ("avx", "avx2", "fma", "avx512f", "amx_bf16")
"""The processor features that change the order in which TensorFlow adds numbers."""


@cache
def host_kind(threads_setting: str = "") -> str:
    """The processor of this machine, its vector features, and the number of threads, as text.

    Args:
        threads_setting: The value of TensorFlow's variable `TF_NUM_INTRAOP_THREADS`, or "".
    """
    try:
        facts = CPU_FACTS.read_text("utf-8")
    except OSError:  # not Linux
        facts = ""
    return describe_host(facts, threads=available_threads(threads_setting))


def describe_host(facts: str, *, threads: int) -> str:
    r"""The kind of a machine from the text of `/proc/cpuinfo`.

    >>> describe_host("model name\t: CPU 3\nflags\t: fpu avx fma\n", threads=2)
    'CPU 3, avx fma, threads: 2'
    """
    lines = [line.partition(":") for line in facts.splitlines()]
    values = {name.strip(): value.strip() for name, _colon, value in reversed(lines)}
    model = values.get("model name") or platform.processor() or platform.machine()
    flags = set(values.get("flags", "").split())
    features = " ".join(feature for feature in VECTOR_FEATURES if feature in flags)
    return ", ".join(filter(None, [model, features, f"threads: {threads}"]))


def available_threads(setting: str = "") -> int:
    """The number of threads with which TensorFlow computes in this process.

    >>> available_threads("3")
    3
    """
    if setting.isdecimal() and int(setting):
        return int(setting)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
