#!/bin/sh
# Brings what the tests need beyond npm: Redis, nginx, Chromium, certutil (NSS), promtool, MSAL for Python, ShellCheck,
# tmux and less. Installs only what is missing, from the Debian or Ubuntu package manager and only as root; elsewhere it
# says what to install and fails.
set -eu

# need <package> <what it is> <command that succeeds when it is there>
need() {
  if sh -c "$3" >/dev/null 2>&1; then
    echo "found    $2"
  else
    echo "missing  $2"
    packages="$packages $1"
    missing="$missing
  - $2: package $1 on Debian"
  fi
}

look() {
  packages=''
  missing=''
  need redis-server 'redis-server' 'command -v redis-server'
  need nginx-light 'nginx' 'command -v nginx'
  need shellcheck 'ShellCheck' 'command -v shellcheck'
  need tmux 'tmux' 'command -v tmux'
  need less 'less' 'command -v less'
  # Runs it, because Ubuntu's package of that name may only point to a snap.
  need chromium 'Chromium' 'chromium --version || chromium-browser --version || google-chrome --version'
  need libnss3-tools 'certutil of NSS' 'command -v certutil'
  need prometheus 'promtool of Prometheus' 'command -v promtool'
  need python3-msal 'MSAL for Python, as /usr/bin/python3 imports it' '/usr/bin/python3 -c "import msal"'
}

refuse() {
  printf '\n%s%s\n' "$1" "$missing" >&2
  exit 1
}

look
if [ -z "$packages" ]; then
  echo 'Everything the tests need is here.'
  exit 0
fi

command -v apt-get >/dev/null 2>&1 || refuse 'There is no apt-get here (Debian, Ubuntu). Please install:'
[ "$(id -u)" -eq 0 ] || refuse "Only root can install. Run 'sudo npm run setup:test', or install:"

echo "Installing with apt-get:$packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086 # a list of words
apt-get install -y -q --no-install-recommends $packages

look
[ -z "$packages" ] || refuse 'The package manager did not bring everything. Please install by other means:'
echo 'Everything the tests need is here.'
