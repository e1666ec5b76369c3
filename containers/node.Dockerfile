# The same Node as in the netns lab: the one that the lock file pins.
ARG BASE
FROM ${BASE}
COPY runtime/node /usr/local/bin/node
WORKDIR /echo
COPY package.json server.ts frame-buffer.ts unix-path.ts ./
USER 65534:65534
