"""SiamMask: networks, weights, and tracking with them.

Importing this package sets OMP_WAIT_POLICY, before anything in it imports torch: OpenMP reads it
when torch is loaded. Its workers otherwise spin at every barrier, and where another process or the
window needs a core, a frame then takes 700 ms instead of 27 (measured: light model, two threads,
two cores, one of them busy). This is the one thing that cannot wait until it is asked for.
"""

import os as _os

_os.environ.setdefault("OMP_WAIT_POLICY", "passive")
