#!/bin/sh
# Installs one version of Vestibule for this user or, as root, for everybody: one file, no service.
#
#   sh install.sh [VERSION]          VESTIBULE_MIRROR=URL, or a folder, has the files elsewhere
#   curl -fsSL https://github.com/vestibule-auth/vestibule/releases/latest/download/install.sh | sh
#
# On Debian and Ubuntu take the .deb instead: it comes with a service.
set -eu

version=${1:-0.1.0}
mirror=${VESTIBULE_MIRROR:-https://github.com/vestibule-auth/vestibule/releases/download/v$version}

fail() {
    echo "install.sh: $1" >&2
    exit 1
}

[ "$(uname -s)" = Linux ] || fail "there are files for Linux only; build from source with: cargo install --path crates/cli"
case $(uname -m) in
x86_64 | amd64) arch=x86_64 ;;
aarch64 | arm64) arch=aarch64 ;;
*) fail "there is no file for $(uname -m); build from source with: cargo install --path crates/cli" ;;
esac
if [ "$(id -u)" = 0 ]; then target=/usr/local/bin; else target=$HOME/.local/bin; fi
name=vestibule-$version-linux-$arch

get() {
    if command -v curl >/dev/null; then
        curl --fail --silent --show-error --location --output "$2" "$1"
    elif command -v wget >/dev/null; then
        wget --quiet --output-document "$2" "$1"
    else
        fail "curl or wget is needed; install one of them"
    fi
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for file in "$name.tar.gz" SHA256SUMS; do
    case $mirror in
    /*) cp "$mirror/$file" "$work/$file" || fail "cannot copy $mirror/$file" ;;
    *) get "$mirror/$file" "$work/$file" || fail "cannot get $mirror/$file" ;;
    esac
done
# Exactly the line of this file: one that is missing is no success.
grep " $name.tar.gz\$" "$work/SHA256SUMS" >"$work/sum" || fail "SHA256SUMS does not name $name.tar.gz"
(cd "$work" && sha256sum --check --status sum) || fail "$name.tar.gz is not what SHA256SUMS says; nothing was installed"

tar --extract --gzip --file "$work/$name.tar.gz" --directory "$work"
# Next to its place first: one that runs is replaced only by one that runs here. On Alpine and others, with another C library, it
# does not even start.
mkdir -p "$target"
install -m 0755 "$work/$name/vestibule" "$target/.vestibule.new"
said=$("$target/.vestibule.new" version 2>&1) || {
    rm -f "$target/.vestibule.new"
    fail "the program does not run here ($said): it needs glibc 2.17 or later; take the container, or build from source. Nothing was installed"
}
mv "$target/.vestibule.new" "$target/vestibule"
echo "Installed $said as $target/vestibule."
case :$PATH: in
*:"$target":*) ;;
*) echo "$target is not in PATH yet; for this shell: export PATH=\"$target:\$PATH\"" ;;
esac
echo "Try it: vestibule demo. Set it up: vestibule init, then vestibule serve."
