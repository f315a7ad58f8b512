#!/usr/bin/env bash
# Installs the servers of the tests from Debian's packages when one is missing.
# They run only as private instances of the tests: the system's own services are not started.
set -euo pipefail

installed() {
    PATH="$PATH:/usr/sbin:/usr/local/sbin"
    command -v dovecot >/dev/null && [ -e /usr/lib/dovecot/lmtp ] || return 1
    command -v postfix >/dev/null || return 1
    # The tests of faults build a small library that breaks system calls.
    command -v cc >/dev/null || return 1
    # They also cut the network, in a namespace of its own.
    command -v nft >/dev/null && command -v ip >/dev/null || return 1
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

absent() {
    echo "tests/servers/install.sh: $1" >&2
    [ "${CI:-}" != true ] || exit 1
    echo "hint: the tests that need the missing servers will be skipped" >&2
    exit 0
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

if installed; then exit 0; fi
command -v apt-get >/dev/null || absent "Dovecot, Postfix or PostgreSQL is missing, and there is no apt-get"
[ "$(id -u)" = 0 ] || command -v sudo >/dev/null || absent "installing needs root or sudo"

echo "Installing Dovecot, Postfix, PostgreSQL, nftables and a C compiler for the tests"
if [ ! -e /usr/sbin/policy-rc.d ]; then
    # Exit status 101 tells Debian's packages to leave their services stopped.
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod 755 /usr/sbin/policy-rc.d
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
fi
as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    dovecot-imapd dovecot-lmtpd gcc iproute2 libc6-dev nftables postfix postgresql >/dev/null
