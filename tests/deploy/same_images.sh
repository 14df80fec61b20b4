#!/bin/sh
# Builds the image twice from one commit and compares all files of both, their owners and modes:
# tests/deploy/same_images.sh <folder>. As root, after container.sh, which makes the base image.
set -eu
folder=$1
for tool in buildah git; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
for build in one two; do
    mkdir -p "$folder/$build"
    git archive HEAD | tar -x -C "$folder/$build"
    [ "$build" = one ] || find "$folder/$build" -exec touch -h -d yesterday {} +
    (cd "$folder/$build" && buildah bud --no-cache --timestamp 0 --isolation chroot --network host \
        --build-arg BASE=localhost/debian:trixie -v /etc/ssl/certs:/etc/ssl/certs:ro --format docker \
        -t "localhost/leeway:$build" .)
    container=$(buildah from "localhost/leeway:$build")
    root=$(buildah mount "$container")
    (cd "$root" && find . -xdev -type f -print0 | sort -z | xargs -0 sha256sum) >"$folder/$build.sums"
    (cd "$root" && find . -xdev -mindepth 1 -printf '%p %m %U:%G %T@ %s %l\n' | sort) >"$folder/$build.files"
    buildah rm "$container" >/dev/null
done
for kind in sums files; do
    cmp "$folder/one.$kind" "$folder/two.$kind" && echo "$kind: the same, $(wc -l <"$folder/one.$kind") lines"
done
