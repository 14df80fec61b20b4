#!/bin/sh
# Runs compose.yaml with podman-compose: tests/deploy/compose.sh <empty folder>. As root, and not a
# part of `make test`. It needs podman, runc, netavark, aardvark-dns, podman-compose and the images
# localhost/leeway (tests/deploy/container.sh builds it), postgres:18 and caddy:2.
set -eu
folder=$1
for tool in podman runc podman-compose curl; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 0; }
done
export STORAGE_DRIVER=vfs
for image in localhost/leeway docker.io/library/postgres:18 docker.io/library/caddy:2; do
    podman image exists "$image" || { echo "skipped: there is no image $image"; exit 0; }
done
mkdir -p "$folder/site"
git archive HEAD | tar x -C "$folder/site"
cat > "$folder/containers.conf" <<'CONF'
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=1024:1024"]
[engine]
runtime = "runc"
[network]
network_backend = "netavark"
CONF
export CONTAINERS_CONF=$folder/containers.conf
# Ports of loopback; limits that a container may set here; and podman 4.3 starts nothing that waits
# for a container which has ended.
sed -i -e 's/"80:80", "443:443"/"127.0.0.1:8480:80", "127.0.0.1:8443:443"/' \
    -e 's/ulimits: {core: 0}/ulimits: {core: 0, nofile: 4096, nproc: 1024}/' \
    -e '/^    depends_on:$/,/service_completed_successfully/d' "$folder/site/compose.yaml"
cd "$folder/site"
python3 -m config.make_secrets secrets
sed 's/^LEEWAY_HOSTS=.*/LEEWAY_HOSTS=localhost/' config/deploy/env.example > .env
# A project of its own: by the folder's name it might be somebody's, with their volumes.
project=leeway-test-$$
compose() { podman-compose --project-name "$project" "$@"; }
trap 'compose down >/dev/null 2>&1; podman volume rm "${project}_database" "${project}_backups" "${project}_certificates" >/dev/null' EXIT

compose up -d database
for second in $(seq 60); do
    podman exec "${project}_database_1" pg_isready -q -h database -U leeway -d leeway && break
    sleep 1
done
compose up -d migrate
test "$(podman wait "${project}_migrate_1")" = 0
compose up -d app tidy backup proxy
for path in /readyz/ / /guides/ /support/ /account/sign-up/ /.well-known/security.txt; do
    curl --silent --insecure --retry 60 --retry-all-errors --retry-delay 1 --fail \
        --output /dev/null --write-out "$path %{http_code}\n" "https://localhost:8443$path"
done
podman exec "${project}_app_1" python -m config.health_check
podman exec "${project}_backup_1" python manage.py make_backup_key /tmp/identity 2>/dev/null > "$folder/key"
key=$(grep -o 'age1[a-z0-9]*' "$folder/key" | head -1)
podman exec --env LEEWAY_BACKUP_KEY="$key" "${project}_backup_1" python manage.py backup
podman exec --env LEEWAY_BACKUP_KEY="$key" "${project}_backup_1" python manage.py doctor
echo "compose.yaml runs."
