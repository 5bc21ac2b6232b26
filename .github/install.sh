#!/usr/bin/env bash
# What action.yml runs: fetches a release's archive for this system, compares its checksum and puts the program on the path.
# Nothing is on the path unless the checksum is right.
#
# In: WENCE_RELEASES, the address of the releases; WENCE_VERSION and WENCE_ACTION_REF, of which the first that names a release
# counts; and what a workflow sets: RUNNER_OS, RUNNER_ARCH, RUNNER_TEMP, GITHUB_PATH, GITHUB_OUTPUT.
set -euo pipefail

fail() {
    echo "::error title=Install Wence::$1" >&2
    exit 1
}

# fetch ADDRESS FILE
fetch() {
    curl --fail --silent --show-error --location --retry 4 --retry-connrefused --max-time 300 --output "$2" "$1"
}

archive=tar.gz
case "$RUNNER_OS-$RUNNER_ARCH" in
    Linux-X64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64) target=aarch64-unknown-linux-musl ;;
    macOS-X64) target=x86_64-apple-darwin ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    # Windows on ARM runs programs for x64.
    Windows-X64 | Windows-ARM64) target=x86_64-pc-windows-msvc archive=zip ;;
    *) fail "there is no release for $RUNNER_OS on $RUNNER_ARCH; build it with cargo install" ;;
esac

version=${WENCE_VERSION:-}
# A branch or a commit, which the action may be used by too, names no release.
if [ -z "$version" ] && [[ "${WENCE_ACTION_REF:-}" =~ ^v[0-9]+\.[0-9]+\.[0-9]+ ]]; then version=$WENCE_ACTION_REF; fi
if [ -z "$version" ] || [ "$version" = latest ]; then
    # The address of the latest release leads to that of its tag.
    found=$(curl --fail --silent --show-error --location --retry 4 --output /dev/null --write-out '%{url_effective}' \
        "$WENCE_RELEASES/latest") || fail "the latest release cannot be asked for at $WENCE_RELEASES/latest"
    version=${found##*/}
fi
[[ "$version" =~ ^v[0-9A-Za-z.+-]+$ ]] || fail "\`$version\` is no tag of a release; write it as v0.1.0"

name="wence-$version-$target"
folder="$RUNNER_TEMP/wence-$version"
mkdir -p "$folder"
cd "$folder"
for file in "$name.$archive" SHA256SUMS; do
    fetch "$WENCE_RELEASES/download/$version/$file" "$file" || fail "the release $version has no $file at $WENCE_RELEASES"
done

# Of the one file for all archives the line of this one; shasum is what macOS has.
sum=$(sed -n "s/^\([0-9a-f]\{64\}\) [ *]$name\.$archive\$/\1/p" SHA256SUMS)
[ -n "$sum" ] || fail "SHA256SUMS of $version does not name $name.$archive"
if command -v sha256sum >/dev/null; then
    found=$(sha256sum "$name.$archive")
else
    found=$(shasum -a 256 "$name.$archive")
fi
[ "${found%% *}" = "$sum" ] || fail "the checksum of $name.$archive is not that of the release; nothing was installed"

if [ "$archive" = zip ]; then 7z x -y -bso0 "$name.zip"; else tar -xzf "$name.tar.gz"; fi
bin="$folder/$name"
"$bin/wence" --version
if command -v cygpath >/dev/null; then bin=$(cygpath --windows "$bin"); fi
echo "$bin" >>"$GITHUB_PATH"
echo "version=$version" >>"$GITHUB_OUTPUT"
