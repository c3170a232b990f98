#!/usr/bin/env bash
# Builds kube-apiserver, kube-controller-manager and kube-scheduler 1.20.2 from the source package
# `kubernetes` of Debian 12, with Debian's own Go, and takes etcd from Debian's binary package.
# Nothing is installed on the system. Two cores need about eight minutes, 1.4 GB of memory and
# 2.3 GB of disk for a while; 276 MB are kept.
#
#   build.sh FOLDER           build into FOLDER, unless everything is there
#   build.sh --check FOLDER   only find out whether a build could begin
set -euo pipefail

readonly release=bookworm
readonly needed_mb=4000
readonly programs=(kube-apiserver kube-controller-manager kube-scheduler)
readonly packages=(golang-1.19-go golang-1.19-src etcd-server rsync libpopt0 libxxhash0)

say() { echo "kubernetes-lab: $*"; }
fail() { echo "kubernetes-lab: $*" >&2; exit 1; }

check_only=no
if [ "${1:-}" = --check ]; then check_only=yes; shift; fi
folder=$(realpath -m "${1:?usage: build.sh [--check] FOLDER}")

complete() {
  local name
  for name in etcd "${programs[@]}"; do [ -x "$folder/$name" ] || return 1; done
}

check_machine() {
  local name free
  for name in apt-get apt-cache dpkg make tar jq; do
    command -v "$name" >/dev/null || fail "the program $name is needed and was not found; on Debian 12: apt-get install $name"
  done
  [ "$(dpkg --print-architecture)" = amd64 ] || fail "only amd64 machines can build it; this one is $(dpkg --print-architecture)"
  mkdir -p "$(dirname "$folder")" || fail "the folder $(dirname "$folder") cannot be made"
  free=$(df --output=avail -m "$(dirname "$folder")" | tail -n 1 | tr -d ' ')
  [ "$free" -ge "$needed_mb" ] || fail "$needed_mb MB of disk are needed beside $folder, and $free MB are free"
}

# An apt of our own: the system's sources with source packages switched on, in a private state.
prepare_apt() {
  local file
  mkdir -p "$work"/{lists/partial,cache/archives/partial,parts}
  : >"$work/sources.list"
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] && sed 's/^Types:.*/Types: deb deb-src/' "$file" >"$work/parts/$(basename "$file")"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] && sed -n 's/^deb \(.*\)/deb \1\ndeb-src \1/p' "$file" >>"$work/sources.list"
  done
  apt=(-o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache"
    -o "Dir::Etc::sourcelist=$work/sources.list" -o "Dir::Etc::sourceparts=$work/parts"
    -o APT::Sandbox::User=root)
  apt-get "${apt[@]}" update -qq || fail "apt could not read its sources; check the network and /etc/apt"
  version=$(apt-cache "${apt[@]}" showsrc kubernetes 2>/dev/null \
    | sed -n 's/^Version: \(1\.20\..*\)/\1/p' | sort -V | tail -n 1)
  [ -n "$version" ] || fail "apt offers no source package kubernetes 1.20; add Debian 12 ($release) to /etc/apt/sources.list.d"
}

download() {
  say "downloading sources, compiler and etcd (about 125 MB)"
  mkdir -p "$work"/{src,debs,root,home}
  (cd "$work/src" && apt-get "${apt[@]}" source -qq --download-only "kubernetes=$version" \
    && tar xf kubernetes_*.orig.tar.gz) || fail "the source package could not be downloaded"
  (cd "$work/debs" && apt-get "${apt[@]}" download -qq "${packages[@]}") \
    || fail "one of these packages could not be downloaded: ${packages[*]}"
  local deb
  for deb in "$work"/debs/*.deb; do dpkg -x "$deb" "$work/root"; done
}

compile() {
  say "compiling; this takes about eight minutes on two cores"
  cd "$work"/src/kubernetes-*/
  mkdir -p .go/src/k8s.io
  ln -sfn ../../.. .go/src/k8s.io/kubernetes
  env HOME="$work/home" GOPATH="$PWD/.go" GOPROXY=off CGO_ENABLED=0 \
    PATH="$work/root/usr/lib/go-1.19/bin:$work/root/usr/bin:$PATH" \
    LD_LIBRARY_PATH="$work/root/usr/lib/x86_64-linux-gnu" \
    make WHAT="$(printf 'cmd/%s ' "${programs[@]}")" >"$work/make.log" 2>&1 \
    || { tail -n 20 "$work/make.log" >&2; fail "the compiler failed; its last lines are above"; }
}

# Everything appears at once or not at all: whoever looks never finds half of it.
publish() {
  local name ready="$work/ready"
  mkdir "$ready"
  for name in "${programs[@]}"; do
    cp "$(find _output -type f -path '*/bin/*' -name "$name" -print -quit)" "$ready/"
  done
  cp "$work/root/usr/bin/etcd" "$ready/"
  chmod 755 "$ready"/*
  rm -rf "$folder"
  mv "$ready" "$folder"
}

if complete; then say "already built: $folder"; exit 0; fi
check_machine
work=$(mktemp -d "$folder.build.XXXXXX")
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
prepare_apt
if [ "$check_only" = yes ]; then say "a build could begin: $folder"; exit 0; fi
download
compile
publish
say "built: $folder"
