"""Public recordings, downloaded once, checked by hash and kept in the user's cache.

The registry is the table `datasets.toml`. Each address is pinned to a commit, so a file never
changes under its hash. The environment variable ``NEXTSTRIDE_DATA_CACHE`` moves the cache.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from nextstride.checks import Problems
from nextstride.errors import ReadError

if TYPE_CHECKING:
    import pooch

CACHE_VARIABLE = "NEXTSTRIDE_DATA_CACHE"

Progress = Callable[[int, int], None]
"""Called after each file with the bytes ready so far and the bytes in all."""


@dataclass(frozen=True)
class DatasetFile:
    """One file of a public data set.

    Attributes
    ----------
    path : str
        Where it lies within the data set's folder.
    url : str
        Where it is downloaded from.
    sha256 : str
        Hash of its content, hexadecimal.
    size : int
        Bytes.
    """

    path: str
    url: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Dataset:
    """A public data set.

    Attributes
    ----------
    name : str
        What `fetch_dataset` takes.
    title : str
        One line that says what it holds.
    licence : str
        The terms it was published under.
    citation : str
        What to cite when using it.
    files : tuple of DatasetFile
    """

    name: str
    title: str
    licence: str
    citation: str
    files: tuple[DatasetFile, ...]

    @property
    def size(self) -> int:
        """Size of all files together, bytes."""
        return sum(file.size for file in self.files)


@cache
def list_datasets() -> tuple[Dataset, ...]:
    """Return every public data set that nextstride knows, without a network."""
    table = tomllib.loads(files("nextstride").joinpath("datasets.toml").read_text("utf-8"))
    return tuple(
        Dataset(
            name=name,
            title=entry["title"],
            licence=entry["licence"],
            citation=entry["citation"],
            files=tuple(
                DatasetFile(url=entry["address"] + file["path"], **file) for file in entry["files"]
            ),
        )
        for name, entry in table.items()
    )


def fetch_dataset(name: str, progress: Progress | None = None) -> list[Path]:
    """Download a public data set, or find it in the cache.

    Parameters
    ----------
    name : str
        A name that `list_datasets` gives.
    progress : callable, optional
        Called after each file with the bytes ready so far and the bytes in all.

    Returns
    -------
    list of pathlib.Path
        The files in the cache, in the data set's order.

    Raises
    ------
    ParameterError
        If there is no such data set.
    ReadError
        If a file cannot be downloaded, or is not the file whose hash is known.
    """
    known = {dataset.name: dataset for dataset in list_datasets()}
    problems = Problems("data set")
    problems.one_of("name", name, known)
    problems.raise_if_any()
    return download(known[name], progress)


def download(dataset: Dataset, progress: Progress | None = None) -> list[Path]:
    """Download the files of `dataset` that the cache does not hold yet; see `fetch_dataset`."""
    store = _open_cache(dataset)
    paths: list[Path] = []
    ready = 0
    for file in dataset.files:
        paths.append(_download_file(store, dataset, file))
        ready += file.size
        if progress is not None:
            progress(ready, dataset.size)
    return paths


def _open_cache(dataset: Dataset) -> pooch.Pooch:
    """Open the cache for one data set, which has its own folder there."""
    import pooch  # Brings an HTTP client along, so it loads only when something is fetched.

    pooch.get_logger().setLevel("WARNING")  # The caller reports progress.
    return pooch.create(
        path=pooch.os_cache("nextstride"),
        base_url="",
        env=CACHE_VARIABLE,
        registry={f"{dataset.name}/{file.path}": f"sha256:{file.sha256}" for file in dataset.files},
        urls={f"{dataset.name}/{file.path}": file.url for file in dataset.files},
    )


def _download_file(store: pooch.Pooch, dataset: Dataset, file: DatasetFile) -> Path:
    """Return the cached path of one file, downloading it if need be."""
    key = f"{dataset.name}/{file.path}"
    try:
        return Path(store.fetch(key))
    except OSError as error:  # Every failure of the HTTP client is one, as is a full disk.
        raise ReadError(
            f"data set {dataset.name}: cannot download {file.url} "
            f"({type(error).__name__}). Check the network and try again, "
            f"or put the file at {store.abspath / key} by hand."
        ) from error
    except ValueError as error:  # The hash.
        raise ReadError(
            f"data set {dataset.name}: {file.url} is not the file expected; its SHA-256 must be "
            f"{file.sha256}. Nothing was kept. Try again, and report it if it happens again."
        ) from error
