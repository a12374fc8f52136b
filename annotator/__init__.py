"""Video mask annotator: one box, SiamMask propagation, correction, exact export.

Four levels, imports in one direction (checked by import-linter)::

    app, __main__  ->  gui  ->  session  ->  media | tracking | formats | evaluation  ->  core

`core` holds the values (masks, boxes, the project and its edits) and knows only numpy.
`media` decodes frames, `tracking` is SiamMask, `formats` reads and writes files,
`evaluation` measures. `session` is the only writer of an open project and owns every
thread. `gui` shows the session. `app` is the one place that wires all of them together.
"""

__version__ = "0.1.0"
