# The same Deno as in the netns lab: the one that the lock file pins.
ARG BASE
FROM ${BASE}
COPY runtime/deno /usr/local/bin/deno
WORKDIR /echo
COPY server.ts frame-buffer.ts unix-path.ts ./
# It caches the code that it has stripped of types; the root is read-only.
ENV DENO_DIR=/tmp/deno DENO_NO_UPDATE_CHECK=1
USER 65534:65534
