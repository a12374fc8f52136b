"""The commands, one module each; `application` puts them together.

Rules that hold for all of them: what a program would read goes to standard output, everything
for people to standard error; the exit status is 0 (done), 1 (failed: one sentence) or 2 (wrong
usage); nothing but the window and the demo imports Qt. Modules import their libraries inside the
functions that need them, so that `annotator --help` answers at once: this is the one package
where imports are late on purpose.
"""
