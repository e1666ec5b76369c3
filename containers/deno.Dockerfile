# The same Deno as in the netns lab: the one that the lock file pins.
ARG BASE
FROM ${BASE}
COPY runtime/deno /usr/local/bin/deno
WORKDIR /echo
COPY server.ts frame-buffer.ts ./
# It keeps what it has stripped of its types; the root cannot be written.
ENV DENO_DIR=/tmp/deno DENO_NO_UPDATE_CHECK=1
USER 65534:65534
