"""Loads the reference's recipe for deterministic weights, a file that is kept as it came."""

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

REFERENCE = Path(__file__).parents[1] / "data" / "reference"


@cache
def load_recipe() -> ModuleType:
    """The module tests/data/reference/recipe.py."""
    spec = importlib.util.spec_from_file_location("reference_recipe", REFERENCE / "recipe.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
