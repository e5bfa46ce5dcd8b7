#!/usr/bin/env bash
# Installs what the portal needs and is not there yet: `./setup.sh run` or `./setup.sh test`.
#   1. system packages, by apt with root or sudo (without either, the names are told and the rest goes on)
#   2. Python packages, into .venv, exactly those of requirements.txt or requirements-dev.txt
# Nothing is asked, and nothing is downloaded when all is there.
set -euo pipefail
cd "$(dirname "$0")"

for_what=${1:?run or test}
requirements=requirements.txt
# The text layout and the Japanese fonts of PDFs.
packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-morisawa-bizud-gothic)
if [ "$for_what" = test ]; then
    requirements=requirements-dev.txt
fi

say() { printf '%s\n' "$*" >&2; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    say "Python 3.11 or newer is needed. Install it (Debian, Ubuntu: apt-get install python3), then try again."
    exit 1
}

have_browser() {
    command -v chromium-headless-shell || command -v chromium || compgen -G "$HOME/.cache/ms-playwright/chromium-*"
} >/dev/null

missing_packages() {
    local package
    for package in "${packages[@]}"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || echo "$package"
    done
}

install_packages() {
    local missing package as_root=()
    if ! command -v dpkg-query >/dev/null; then
        say "This is no Debian or Ubuntu: install what these packages hold yourself: ${packages[*]}"
        return
    fi
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        # sudo may ask for a password only where somebody is there to type it.
        if [ -t 0 ]; then as_root=(sudo); else as_root=(sudo -n); fi
        if ! "${as_root[@]}" true 2>/dev/null; then
            say "These system packages are missing: ${missing[*]}"
            say "Without them not everything works. Ask an administrator to run:"
            say "    apt-get install --no-install-recommends ${missing[*]}"
            return
        fi
    fi
    say "Installing system packages: ${missing[*]}"
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    "${as_root[@]}" apt-get update -qq </dev/null >/dev/null || say "The package lists could not be refreshed; going on."
    as_root+=(apt-get install -y -qq --no-install-recommends)
    # One that is unknown here would keep all from being installed, so then each is tried alone.
    "${as_root[@]}" "${missing[@]}" </dev/null >/dev/null 2>&1 || for package in "${missing[@]}"; do
        "${as_root[@]}" "$package" </dev/null >/dev/null ||
            say "Could not be installed: $package. Without it not everything works."
    done
}

# A virtual environment whose Python is gone or too old is made anew.
if ! .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        packages+=("$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')")
    fi
fi
# The Chromium without a window, which needs a third less. Ubuntu has no package of it: there Playwright's own build is
# taken, below.
if [ "$for_what" = test ] && ! have_browser && ! grep -qi ubuntu /etc/os-release; then
    packages+=(chromium-headless-shell)
fi
install_packages

if [ -n "${python:-}" ]; then
    say "Making .venv with $python"
    rm -rf .venv
    "$python" -m venv .venv || { say "No virtual environment could be made; see above for the missing package."; exit 1; }
fi
# The stamp is as the list that was installed last, so an unchanged list costs nothing.
if ! cmp -s "$requirements" ".venv/$requirements"; then
    say "Installing Python packages (about a minute the first time)"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$requirements"
    cp requirements.txt .venv/  # the longer list holds the shorter one
    cp "$requirements" .venv/
fi
if [ "$for_what" = test ] && ! have_browser; then
    say "Installing a browser for the browser tests"
    .venv/bin/playwright install --with-deps chromium >&2 || say "No browser: the browser tests cannot run."
fi
