FROM python:3.12-slim-bookworm

# The offline voice of briefings.
RUN apt-get update && apt-get install --yes --no-install-recommends espeak-ng \
    && rm -rf /var/lib/apt/lists/*

# What is installed is exactly what was tested: every file is checked against its hash, and
# compiled now, because importing the cloud's library uncompiled costs a second per start.
COPY docker/requirements.lock /tmp/requirements.lock
RUN pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock

WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY activities activities
COPY api api
COPY application application
COPY bootstrap bootstrap
COPY cli cli
COPY demonstration demonstration
COPY domain domain
COPY integrations integrations
COPY locales locales
COPY mcp_client mcp_client
COPY mcp_server mcp_server
COPY orchestration orchestration
COPY sandbox sandbox
COPY storage storage
COPY supervisor supervisor
COPY workflows workflows
RUN pip install --no-cache-dir --no-deps --no-build-isolation . && rm -rf /src /tmp/requirements.lock

COPY docker/healthy.py /zhiban/healthy.py
RUN useradd --system --uid 10001 --no-create-home zhiban \
    && install --directory --owner zhiban --mode 0700 /var/lib/zhiban /var/lib/discussions
USER zhiban
WORKDIR /var/lib/zhiban

ENV PYTHONUNBUFFERED=1
ENTRYPOINT ["zhiban"]
CMD ["--help"]
