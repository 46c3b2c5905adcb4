"""Several reads at the same time, each on a cursor of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def together(*reads: Callable[[], Any]) -> list[Any]:
    """Run reads side by side and give back what each of them found, in their order.

    For pages with several large queries: planning takes most of their time and keeps one processor busy. Each read
    takes a cursor of its own from `Store.read`, as always.
    """
    with ThreadPoolExecutor(len(reads), thread_name_prefix="read") as pool:
        return [running.result() for running in [pool.submit(read) for read in reads]]
