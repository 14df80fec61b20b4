#!/bin/sh
# Builds the image with buildah and runs it with podman as compose.yaml does, on a machine without
# any registry of images: tests/deploy/container.sh <folder> <mirror of Debian> [<address of PostgreSQL>].
# As root. It needs buildah, podman, runc and debootstrap. Not a part of `make test`.
set -eu
folder=$1 mirror=$2 database=${3:-}
for tool in buildah podman runc debootstrap; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
root=$folder/trixie
[ -d "$root/usr" ] || debootstrap --variant=minbase \
    --include=ca-certificates,python3,python3-venv,python3-pip trixie "$root" "$mirror"
base=$(buildah from scratch)
buildah add -q "$base" "$root" /
buildah commit -q --rm "$base" localhost/debian:trixie
buildah bud --layers --isolation chroot --network host --build-arg BASE=localhost/debian:trixie \
    -v /etc/ssl/certs:/etc/ssl/certs:ro --format docker -t localhost/leeway:test .

run() {
    podman --runtime runc run --rm --network host --read-only --tmpfs /tmp:size=64m --cap-drop all \
        --security-opt no-new-privileges --ulimit nofile=4096:4096 --ulimit nproc=1024:1024 "$@"
}
echo "Files of the image that hold a secret, a test or a tool of development:"
run --entrypoint find localhost/leeway:test /app /venv /srv/leeway \
    \( -name 'pepper' -o -name 'secret-key' -o -path '/app/tests*' -o -name 'mypy' -o -name 'playwright' \) -print
[ -n "$database" ] || exit 0
secrets=$folder/secrets
[ -d "$secrets" ] || python3 -m config.make_secrets "$secrets"
set -- -v "$secrets/secret-key:/run/secrets/secret-key:ro" -v "$secrets/pepper:/run/secrets/pepper:ro" \
    -e LEEWAY_SECRET_KEY_FILE=/run/secrets/secret-key \
    -e LEEWAY_VAULT_PEPPER_FILE=/run/secrets/pepper -e DATABASE_URL="$database" -e LEEWAY_HOSTS=localhost \
    -e LEEWAY_TRUSTED_PROXIES=1
run "$@" --entrypoint python localhost/leeway:test manage.py migrate --verbosity 0
run "$@" --entrypoint python localhost/leeway:test manage.py load_guides
run "$@" --entrypoint python localhost/leeway:test manage.py load_support
run "$@" --entrypoint python localhost/leeway:test manage.py check --deploy
podman --runtime runc run --detach --name leeway-test --network host --read-only \
    --tmpfs /tmp:size=64m --cap-drop all --security-opt no-new-privileges \
    --ulimit nofile=4096:4096 --ulimit nproc=1024:1024 "$@" localhost/leeway:test \
    --workers 1 --blocking-threads 8 >/dev/null
trap 'podman rm --force --time 5 leeway-test >/dev/null' EXIT
for second in $(seq 60); do
    podman exec leeway-test python -m config.health_check && break
    sleep 1
done
answers() {
    podman exec leeway-test python -c "
import urllib.request as u
for path in ('/healthz/', '/readyz/', '/support/'):
    request = u.Request('http://127.0.0.1:8000' + path, headers={'Host': 'localhost', 'Forwarded': 'for=127.0.0.1;proto=https'})
    try: print(path, u.urlopen(request).status)
    except u.HTTPError as answer: print(path, answer.code)
"
}
answers
podman exec leeway-test python -m config.drain 1
echo "About to be stopped, so that /healthz/ alone is 503:"
answers
