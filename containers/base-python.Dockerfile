# The same as `base.sh python`, where images can be pulled.
ARG BASE=debian:bookworm-slim
FROM ${BASE}
RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 \
  && rm --recursive --force /var/lib/apt/lists/*
