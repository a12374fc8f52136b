"""Damaged files of every format: read, or refused with one sentence that says where."""

import pytest

from tests.formats.fuzz import IMPORTED, Fuzzer, is_one_sentence

PER_FORMAT = 200


@pytest.mark.parametrize("name", IMPORTED)
def test_a_damaged_data_set_is_read_or_refused(tmp_path, name):
    fuzzer = Fuzzer(name, tmp_path)
    for seed in range(PER_FORMAT):
        refusal = fuzzer.run(seed)
        assert is_one_sentence(refusal), refusal
    assert fuzzer.outcomes["refused"] > PER_FORMAT // 20
