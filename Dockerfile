# The portal as one image: `serve --only web` and `serve --only worker` are its two roles (docker-compose.yml).

FROM python:3.13-slim-bookworm AS packages
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim-bookworm
# The text layout and the Japanese fonts of PDFs; setup.sh names the same.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-morisawa-bizud-gothic \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 1000 --create-home --shell /usr/sbin/nologin tsunagari \
    && install -d -o tsunagari -g tsunagari /data /backups
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TZ=Asia/Tokyo \
    DATA_DIR=/data \
    LISTEN=0.0.0.0 \
    PORT=8000
# Neither of the two addresses is used here; without them a database would be started and a key made.
RUN python -m compileall -q portal groups surveys \
    && DATABASE_URL=postgresql://nobody@localhost/none SECRET_KEY=none python manage.py collectstatic --noinput
USER tsunagari
VOLUME ["/data", "/backups"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=120s CMD ["python", "deploy/is_answering.py"]
CMD ["python", "manage.py", "serve"]
