# The same Bun as in the netns lab: the one that the lock file pins.
ARG BASE
FROM ${BASE}
COPY runtime/bun /usr/local/bin/bun
WORKDIR /echo
COPY server.ts frame-buffer.ts unix-path.ts ./
USER 65534:65534
