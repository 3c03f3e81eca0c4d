"""Results are read as they were written, and refused if they are damaged."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pruning_core.data.dataset import N_CLASSES
from pruning_core.errors import FieldError, ModelFileError, ResultsError
from pruning_core.results.litert import Kernels
from pruning_core.results.model_integrity import check_stored_file, model_content
from pruning_core.results.model_results import (
    ACCURACY_IMAGES,
    DENSE,
    FLOAT,
    INT8,
    MODEL_FILES,
    PRUNED,
    SPARSE,
    MissingModelFile,
    ModelFile,
    Timing,
)
from pruning_core.results.results import (
    RESULTS,
    Results,
    read_results,
    results_from_json,
    results_to_json,
)
from tests.examples import model_file, timing

positive = st.integers(1, 10**9)
milliseconds = st.floats(0, 1e4, allow_subnormal=False)
files = st.builds(
    ModelFile,
    name=st.sampled_from(MODEL_FILES),
    size=positive,
    gzipped=positive,
    zipped=st.none() | positive,
    accuracy=st.floats(0, 1),
    sha256=st.none() | st.text("0123456789abcdef", min_size=64, max_size=64),
)
timings = st.builds(
    lambda quartiles, **arguments: Timing(
        lower=min(quartiles), median=sorted(quartiles)[1], upper=max(quartiles), **arguments
    ),
    st.tuples(milliseconds, milliseconds, milliseconds),
    network=st.sampled_from([DENSE, PRUNED]),
    name=st.sampled_from([FLOAT, INT8, SPARSE]),
    kernels=st.sampled_from(Kernels),
    invocations=positive,
    unpacked=st.integers(0, 9),
    difference=st.floats(0, 1),
)
counts = st.tuples(*[st.integers(0, 10**4)] * N_CLASSES)
results = st.builds(
    Results,
    files=st.lists(files, max_size=5).map(tuple),
    left_out=st.lists(
        st.builds(MissingModelFile, name=st.sampled_from(MODEL_FILES), reason=st.text()), max_size=2
    ).map(tuple),
    accuracy_images=st.integers(1, ACCURACY_IMAGES),
    timings=st.lists(timings, max_size=10).map(tuple),
    machine=st.text(),
    confusion=st.tuples(*[counts] * N_CLASSES),
    answers=st.text("0123456789", min_size=1, max_size=50),
)


@given(original=results)
def test_text_of_results_is_read_as_the_same_results(original: Results) -> None:
    assert results_from_json(results_to_json(original)) == original


@given(original=results, data=st.data())
def test_truncated_results_are_refused_with_a_message(
    original: Results, data: st.DataObject
) -> None:
    text = results_to_json(original)
    end = data.draw(st.integers(0, len(text) - 1))
    with pytest.raises(ResultsError, match="damaged or from another version"):
        results_from_json(text[:end])


@given(original=results, data=st.data())
def test_results_with_a_part_of_another_type_are_refused(
    original: Results, data: st.DataObject
) -> None:
    parts = json.loads(results_to_json(original))
    name = data.draw(st.sampled_from(sorted(parts)))
    parts[name] = data.draw(st.sampled_from([None, True, {"a": 1}, [[1]], [None], -1.5]))
    with pytest.raises(ResultsError):
        results_from_json(json.dumps(parts))


@given(text=st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ResultsError):
        results_from_json(text)


@given(original=results)
def test_results_of_an_earlier_version_are_read_without_hashes(original: Results) -> None:
    parts = json.loads(results_to_json(original))
    for file in parts["files"]:
        del file["sha256"]
    files = tuple(replace(file, sha256=None) for file in original.files)
    assert results_from_json(json.dumps(parts)) == replace(original, files=files)


@pytest.mark.parametrize("content", [b"", b"content", b"other content", b"CONTENT"])
@pytest.mark.parametrize("has_hash", [True, False], ids=["with a hash", "of an earlier version"])
def test_model_file_is_refused_if_its_hash_or_size_has_changed(
    tmp_path: Path, content: bytes, *, has_hash: bool
) -> None:
    file = model_file(FLOAT, b"content")
    if not has_hash:
        file = replace(file, sha256=None)
    (tmp_path / FLOAT).write_bytes(content)
    same_size_without_hash = not has_hash and len(content) == file.size
    if content == b"content" or same_size_without_hash:
        check_stored_file(tmp_path, file)
        assert model_content(tmp_path, file) == content
    else:
        for read_file in (check_stored_file, model_content):
            with pytest.raises(ModelFileError, match="is damaged or was changed"):
                read_file(tmp_path, file)


def test_model_file_is_hashed_again_after_a_change(tmp_path: Path) -> None:
    file = model_file(FLOAT, b"content")
    (tmp_path / FLOAT).write_bytes(b"content")
    check_stored_file(tmp_path, file)
    (tmp_path / FLOAT).write_bytes(b"CONTENT")
    # Without this line, the two writes could have the same time.
    os.utime(tmp_path / FLOAT, ns=(0, 0))
    with pytest.raises(ModelFileError):
        check_stored_file(tmp_path, file)


def test_missing_model_file_is_an_error_with_its_name(tmp_path: Path) -> None:
    for read_file in (check_stored_file, model_content):
        with pytest.raises(ModelFileError, match=f"{FLOAT} is not stored here"):
            read_file(tmp_path, model_file(FLOAT, b"content"))


@pytest.mark.parametrize("value", [float("nan"), -1.0, "fast", None])
def test_invalid_time_is_refused(value: object) -> None:
    with pytest.raises(FieldError):
        replace(timing(DENSE), median=value)


def test_missing_results_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="not stored here"):
        read_results(tmp_path / "nowhere")


def test_results_that_are_not_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / RESULTS).write_bytes(b"\xff\xfe\x80")
    with pytest.raises(ResultsError, match="cannot be read"):
        read_results(tmp_path)
