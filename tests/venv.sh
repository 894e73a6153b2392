#!/bin/sh
# Makes .venv: finds a Python that is new enough, and its venv module, which bare Debian leaves out.
set -eu

say() { printf '%s\n' "$*" >&2; }

python=
for candidate in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  say "Rundbrief needs Python 3.11 or newer: install it, or name it with PYTHON=/path/to/python3 make …"
  exit 2
fi

has_venv() { "$python" -c 'import ensurepip, venv' 2>/dev/null; }

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
may_install() { command -v apt-get >/dev/null && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; }

if ! has_venv && may_install; then
  say "Installing python3-venv …"
  $as_root apt-get update -q >/dev/null 2>&1 || true # an old list may still do
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends python3-venv >/dev/null 2>&1 || true
fi
if ! has_venv; then
  say "Python's venv module is missing: install it with \"sudo apt install python3-venv\" and run make again."
  exit 2
fi

"$python" -m venv .venv
