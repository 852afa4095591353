"""Stations break JSON in a few ways, and most of it can be put right."""

from contextlib import suppress
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.local_ocpp.csms.ocpp.broken_json import (
    MAX_DEPTH,
    Hopeless,
    mended,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize(
    ("broken", "meant", "flaw"),
    [
        ('{"transactionId":,"a":1}', {"transactionId": None, "a": 1}, "missing value"),
        ('{"transactionId": }', {"transactionId": None}, "missing value"),
        ('[1,{"a":[]', [1, {"a": []}], "truncated"),
        ('{"a":{"b":"c"', {"a": {"b": "c"}}, "truncated"),
        ("[1,]", [1], "trailing comma"),
        ('{"a":1 , }', {"a": 1}, "trailing comma"),
        ("\ufeff[1]", [1], "stray characters"),
        ("[1]\x00", [1], "stray characters"),
        ("[1]]", [1], "stray characters"),
        ("[NaN,-Infinity,inf]", [None, None, None], "unknown word"),
        ("[True,None]", [True, None], "unknown word"),
        ('["a\nb"]', ["a b"], "control character"),
    ],
)
def test_what_was_meant(broken: str, meant: object, flaw: str) -> None:
    """Each flaw is put right, and told."""
    text, flaws = mended(broken)
    assert json.loads(text) == meant
    assert flaws == (flaw,)


@pytest.mark.parametrize(
    ("cut", "left"),
    [
        ('{"idTag":"ABC', {"idTag": None}),
        ('{"idTag":"ABC\\', {"idTag": None}),
        ('{"idTag":"ABC\\"', {"idTag": None}),
        ('{"meterStop":12', {"meterStop": None}),
        ('{"a":tru', {"a": None}),
        ('{"a":', {"a": None}),
        ('{"a":1,', {"a": 1}),
        ('{"a":1,"b', {"a": 1}),
        ('{"a":1,"b"', {"a": 1}),
        ('{"a"', {}),
        ("{", {}),
        ('["a","b', ["a"]),
        ('["a","b"', ["a", "b"]),
        ('[2,"id","Heartb', [2, "id"]),
    ],
)
def test_half_a_value_is_none(cut: str, left: object) -> None:
    """What was cut in the middle is dropped: half an id tag is another tag."""
    text, flaws = mended(cut)
    assert json.loads(text) == left
    assert flaws == ("truncated",)


@pytest.mark.parametrize("text", ["", "  ", "hello", "}", "[}", '{"a":[1}', '"[1]"'])
def test_some_texts_are_hopeless(text: str) -> None:
    """What has no structure is not guessed at."""
    with pytest.raises(Hopeless):
        json.loads(mended(text)[0])


def test_depth_is_bounded() -> None:
    """Twenty thousand brackets are given up at the first that is too many."""
    assert json.loads(mended("[" * MAX_DEPTH)[0])
    with pytest.raises(Hopeless):
        mended("[" * 20_000)


@given(JSON)
def test_good_json_stays_as_it_is(value: object) -> None:
    """What is not broken is not changed."""
    text, flaws = mended(json.dumps([value]))
    assert json.loads(text) == [value]
    assert flaws == ()


@given(JSON, st.integers(0, 200))
def test_a_frame_cut_anywhere_is_json_again(value: object, length: int) -> None:
    """Wherever a list of anything is cut, a list is left."""
    text, _ = mended(json.dumps([value])[: length + 1])
    assert isinstance(json.loads(text), list)


@given(st.text(alphabet='[]{}:,"\\ax1. \n\u0000é', max_size=60))
def test_any_text_is_mended_or_hopeless(text: str) -> None:
    """No text makes it raise anything else."""
    with suppress(Hopeless):
        assert mended(text)[0][0] in "[{"
