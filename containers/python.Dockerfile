# Debian's Python, and the server.
ARG BASE
FROM ${BASE}
WORKDIR /echo
COPY *.py ./
USER 65534:65534
