"""The language of the window: English, or a translation from `resources/i18n`."""

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from annotator.gui.icons import resources_dir

SHIPPED = ("en", "zh_CN")


def chosen_language(preferred: str, system: QLocale) -> str:
    """What the person chose, else the system's language, else English."""
    if preferred in SHIPPED:
        return preferred
    name = system.name()
    return name if name in SHIPPED else "en"


def install_language(app: QCoreApplication, code: str) -> QTranslator | None:
    """Before a window is made: its texts in that language. None: English needs nothing.

    A text without a translation stays English.
    """
    if code == "en":
        return None
    translator = QTranslator(app)
    if not translator.load(str(resources_dir() / "i18n" / f"annotator_{code}.qm")):
        return None
    app.installTranslator(translator)
    return translator
