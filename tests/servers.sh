#!/bin/sh
# Sees to it that Postfix, Dovecot and Cyrus are there for the tests, from the system's own packages.
# They are never started as the system's: tests/servers starts instances of its own.
set -eu

say() { printf '%s\n' "$*" >&2; }

PATH=$PATH:/usr/sbin:/sbin
# Cyrus without its IMAP server, beside which Debian lets no other be.
packages="postfix dovecot-imapd dovecot-lmtpd cyrus-caldav"
policy=/usr/sbin/policy-rc.d

has_servers() {
  command -v postfix >/dev/null && command -v dovecot >/dev/null &&
    [ -x /usr/lib/dovecot/imap ] && [ -x /usr/lib/dovecot/lmtp ] &&
    command -v cyrmaster >/dev/null && [ -x /usr/lib/cyrus/bin/httpd ]
}

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
may_install() { command -v apt-get >/dev/null && { [ -z "$as_root" ] || $as_root true 2>/dev/null; }; }

# Debian starts what it installs, unless this file says no (invoke-rc.d).
forbid_starting() { printf '#!/bin/sh\nexit 101\n' | $as_root tee "$1" >/dev/null && $as_root chmod +x "$1"; }

if has_servers; then exit 0; fi

if may_install; then
  say "Installing $packages …"
  own_policy=
  [ -e "$policy" ] || own_policy=yes
  if [ -n "$own_policy" ]; then
    trap '$as_root rm -f "$policy"' EXIT
    forbid_starting "$policy"
  fi
  $as_root apt-get update -q >/dev/null 2>&1 || true # an old list may still do
  echo "postfix postfix/main_mailer_type select No configuration" |
    $as_root debconf-set-selections 2>/dev/null || true
  $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $packages >/dev/null 2>&1 || true
fi
if ! has_servers; then
  say "The tests need Postfix, Dovecot and Cyrus: install them with \"sudo apt install $packages\"."
  exit 2
fi
