"""Which keys do what: the table's, changed by the person, without two actions on one key."""

from collections.abc import Iterable, Mapping

from PySide6.QtGui import QKeySequence

from annotator.gui.action_table import ACTIONS

Keys = tuple[str, ...]
PORTABLE = QKeySequence.SequenceFormat.PortableText
RESERVED: Keys = ("Tab", "Space")
"""Space plays and pans, Tab is held to look under the masks: both belong to the picture."""


def default_keys() -> dict[str, Keys]:
    """Of every action, by id."""
    return {spec.id: normalized(spec.keys) for spec in ACTIONS}


def normalized(keys: Iterable[str]) -> Keys:
    """As Qt writes them; what is no key is left out."""
    texts = [QKeySequence(key).toString(PORTABLE) for key in keys]
    return tuple(dict.fromkeys(text for text in texts if text))


def effective_keys(changed: Mapping[str, Keys]) -> dict[str, Keys]:
    """The keys of the table with what the person changed; a key that was given away is gone."""
    defaults = default_keys()
    chosen = {name: normalized(keys) for name, keys in changed.items() if name in defaults}
    taken = {key for keys in chosen.values() for key in keys}
    return {
        name: chosen[name] if name in chosen else tuple(key for key in keys if key not in taken)
        for name, keys in defaults.items()
    }


def conflict(keys: Mapping[str, Keys], action_id: str, key: str) -> str | None:
    """The id of another action that has this key."""
    for name, others in keys.items():
        if name != action_id and key in others:
            return name
    return None


def differences(keys: Mapping[str, Keys]) -> dict[str, Keys]:
    """What differs from the table: all that needs to be remembered."""
    defaults = default_keys()
    return {
        name: normalized(own)
        for name, own in keys.items()
        if name in defaults and normalized(own) != defaults[name]
    }
