#!/usr/bin/env bash
# Set-up, demo and tests in one command each, from a fresh clone:
#
#   bash run.sh demo     set up, then run the guided demo (headless where there is no display)
#   bash run.sh test     set up, then run every check and test
#
# and for work on the code:
#
#   bash run.sh setup    set up with the tools for testing, and stop
#   bash run.sh check    lint, format, types and import rules only (what pre-commit runs)
#
# Set-up makes .venv, and on Debian-like systems installs missing system libraries when it may.
# It does its work once; later runs compare a hash and go on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

VENV="${ANNOTATOR_VENV:-.venv}"
TORCH_CPU_INDEX="https://download.pytorch.org/whl/cpu"

# What PySide6 (window and offscreen), OpenCV and PyAV load at run time and a bare Debian 12 lacks.
LIBRARIES=(libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libwayland-cursor0 libxkbcommon0 libxkbcommon-x11-0
  libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
  libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 fonts-dejavu-core)
# The tests open windows under a real X server, with a window manager, a mouse and a keyboard.
TEST_PROGRAMS=(xvfb openbox xdotool)

say() { printf '%s\n' "$*" >&2; }

is_new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python3.14 python; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 && is_new_enough "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  say "Python 3.11 or newer was not found: install it (Debian: apt-get install python3 python3-venv) or name it, as in PYTHON=/path/to/python3 bash run.sh demo."
  return 1
}

is_installed() {
  # libglib2.0-0 is called libglib2.0-0t64 on newer Debian and Ubuntu.
  local states
  states="$(dpkg-query -W -f '${Status}\n' "$1" "$1t64" 2>/dev/null || true)"
  [[ "$states" == *"install ok installed"* ]]
}

# install_packages NAME...: apt-get what is missing; without the right to, say what is missing and go on.
install_packages() {
  command -v dpkg-query >/dev/null 2>&1 || return 0
  local missing=() name
  for name in "$@"; do is_installed "$name" || missing+=("$name"); done
  [ ${#missing[@]} -eq 0 ] && return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
      as_root=(sudo)
    else
      say "Not installed on this system, and needed to open windows or run the tests: ${missing[*]} (as root: apt-get install ${missing[*]})."
      return 0
    fi
  fi
  say "Installing system packages: ${missing[*]}"
  if ! { "${as_root[@]}" apt-get update -qq \
    && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null; then
    say "Could not install ${missing[*]}; going on without, so opening a window or some tests may fail (as root: apt-get install ${missing[*]})."
  fi
}

make_venv() {
  local python="$1"
  if [ -x "$VENV/bin/python" ] && is_new_enough "$VENV/bin/python" && "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
    return
  fi
  if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    install_packages "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
  fi
  say "Creating $VENV with $("$python" --version) ($python)"
  "$python" -m venv --clear "$VENV" || {
    say "Could not create a virtual environment: install python3-venv (as root: apt-get install python3-venv) and run this again."
    return 1
  }
}

# On Linux without an NVIDIA card the CPU wheel of torch saves gigabytes. A convenience: every failure falls back to
# the wheel that pip finds by itself.
install_cpu_torch() {
  local python="$VENV/bin/python" pinned
  [ "$(uname -s)" = Linux ] || return 0
  [ ! -e /proc/driver/nvidia/version ] || return 0
  if "$python" -c 'import torch' >/dev/null 2>&1; then return 0; fi
  "$python" -c "import urllib.request; urllib.request.urlopen('$TORCH_CPU_INDEX/torch/', timeout=3)" >/dev/null 2>&1 || return 0
  pinned="$(grep -E '^torch==' constraints.txt)"
  "$python" -m pip install -q --no-deps --index-url "$TORCH_CPU_INDEX" "$pinned" >&2 \
    || say "The CPU wheel of torch could not be installed; using the one of the package index."
}

# setup EXTRA: EXTRA is empty or "test".
setup() {
  local extra="$1" stamp wanted python
  stamp="$VENV/.annotator-setup${extra:+-$extra}"
  wanted="$(cat pyproject.toml constraints.txt run.sh | cksum) $PWD"
  if [ -x "$VENV/bin/annotator" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
  python="$(find_python)"
  if [ "$extra" = test ]; then
    install_packages "${LIBRARIES[@]}" "${TEST_PROGRAMS[@]}"
  else
    install_packages "${LIBRARIES[@]}"
  fi
  make_venv "$python"
  say "Installing Python packages into $VENV (the first time this takes some minutes)"
  install_cpu_torch
  "$VENV/bin/python" -m pip install -q --disable-pip-version-check -c constraints.txt -e ".${extra:+[$extra]}" >&2 || {
    say "Installing the Python packages failed (see above): check the network connection or pip's index settings and run this again."
    return 1
  }
  printf '%s\n' "$wanted" >"$stamp"
}

FAILED=()

check() {
  say "== $1"
  shift
  "$VENV/bin/$1" "${@:2}" || FAILED+=("$1 ${2:-}")
}

run_checks() {
  check "lint" ruff check .
  check "format" ruff format --check .
  check "types" mypy
  check "import rules" lint-imports
}

run_tests() {
  say "== tests"
  # One thread in each library: two test processes share the machine. Ends in pytest's own summary.
  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen \
    "$VENV/bin/python" -m pytest -q -n "${ANNOTATOR_TEST_PROCESSES:-2}" "$@" || FAILED+=("pytest")
}

# When only pytest failed, its own summary stays the last thing on the screen.
finish() {
  [ ${#FAILED[@]} -eq 0 ] && return 0
  [ "${FAILED[*]}" = pytest ] || say "Failed: $(printf '%s; ' "${FAILED[@]}" | sed 's/; $//')"
  return 1
}

command="${1:-}"
[ $# -gt 0 ] && shift
case "$command" in
  demo)
    setup ""
    exec "$VENV/bin/annotator" demo "$@"
    ;;
  test)
    setup test
    run_checks
    run_tests "$@"
    finish
    ;;
  setup) setup test ;;
  check)
    setup test
    run_checks
    finish
    ;;
  *)
    say "Usage: bash run.sh demo | test | setup | check"
    exit 2
    ;;
esac
