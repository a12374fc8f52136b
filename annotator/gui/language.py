"""The language of the window: English, or a translation from `resources/i18n`.

English has a file too, of texts with a number, which say "1 frame" and "3 frames". Translations are
kept up to date by `scripts/update_translations.py`.
"""

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from annotator.gui.icons import resources_dir

SHIPPED = ("en", "zh_CN")
OWN, OF_QT = "annotator", "qtbase"


def chosen_language(preferred: str, system: QLocale) -> str:
    """What the person chose, else the system's language, else English."""
    if preferred in SHIPPED:
        return preferred
    name = system.name()
    return name if name in SHIPPED else "en"


def install_language(app: QCoreApplication, code: str) -> QTranslator | None:
    """Before a window is made: its texts in that language, and those of Qt's own buttons.

    Takes the place of the language that was installed before, so that another window adds none.
    None: nothing is there in this language; a text without a translation is English.
    """
    remove_language(app)
    if code != "en":  # Qt's own texts are English
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        _install(app, OF_QT, f"{qt_folder}/{OF_QT}_{code}.qm")
    return _install(app, OWN, str(resources_dir() / "i18n" / f"{OWN}_{code}.qm"))


def remove_language(app: QCoreApplication) -> None:
    """Back to the texts of the sources."""
    for name in (OWN, OF_QT):
        for translator in app.findChildren(QTranslator, name):
            app.removeTranslator(translator)
            translator.setParent(None)
            translator.deleteLater()


def _install(app: QCoreApplication, name: str, path: str) -> QTranslator | None:
    translator = QTranslator(app)
    translator.setObjectName(name)
    if not translator.load(path):
        translator.setParent(None)
        return None
    app.installTranslator(translator)
    return translator
