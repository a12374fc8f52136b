"""Order, bounds and ends of work in several threads."""

import threading

import pytest

from annotator.formats.parallel import in_order


def test_results_come_in_order_whichever_is_first():
    later = threading.Event()

    def work(number):
        if number == 0:
            assert later.wait(60)
        if number == 1:
            later.set()
        return number * number

    assert list(in_order(work, range(50), pixels=1)) == [n * n for n in range(50)]


def test_few_items_are_under_way():
    taken = []

    def items():
        for number in range(1000):
            taken.append(number)
            yield number

    results = in_order(lambda number: number, items(), pixels=1)
    assert next(results) == 0
    assert len(taken) <= 10
    results.close()
    large = in_order(lambda number: threading.get_ident(), range(20), pixels=2**26)
    assert len(set(large)) == 1


@pytest.mark.parametrize("where", ["items", "function"])
def test_when_it_fails_nothing_works_on(where):
    running = []

    def items():
        yield from range(5)
        if where == "items":
            raise ValueError("stop")
        yield from range(5, 100)

    def work(number):
        running.append(number)
        if where == "function" and number == 4:
            raise ValueError("stop")
        running.remove(number)

    with pytest.raises(ValueError, match="stop"):
        list(in_order(work, items(), pixels=1))
    assert running in ([], [4])
    assert not [thread for thread in threading.enumerate() if "ThreadPool" in thread.name]
