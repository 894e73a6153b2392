#!/bin/sh
# Sees to it that a Chromium and fonts are there for the tests, from the system's own packages.
set -eu

say() { printf '%s\n' "$*" >&2; }

# The names that tests/conftest.py looks for.
has_browser() {
  for name in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}

# Without fontconfig's tool nothing can be said about fonts, so they count as missing.
has_fonts() {
  for family in "Liberation Sans" "DejaVu Sans" "Noto Color Emoji"; do
    fc-list "$family" 2>/dev/null | grep -q . || return 1
  done
}

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
may_install() { command -v apt-get >/dev/null && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; }

if has_browser && has_fonts; then exit 0; fi

packages="fontconfig fonts-liberation fonts-dejavu-core fonts-noto-color-emoji"
has_browser || packages="chromium $packages"
if may_install; then
  say "Installing $packages …"
  $as_root apt-get update -q >/dev/null 2>&1 || true # an old list may still do
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $packages >/dev/null 2>&1 || true
fi
if ! has_browser; then
  say "The tests need Chromium: install it with \"sudo apt install $packages\", or name it with CHROMIUM=/path/to/chromium."
  exit 2
fi
if ! has_fonts; then # pictures look poorer, no test depends on it
  say "Some fonts are missing (\"sudo apt install $packages\"); the tests run without them."
fi
