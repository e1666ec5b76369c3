# The same as `base.sh lab`, where images can be pulled.
ARG BASE=debian:bookworm-slim
FROM ${BASE}
RUN apt-get update \
  && apt-get install --yes --no-install-recommends iproute2 nftables \
  && rm --recursive --force /var/lib/apt/lists/*
