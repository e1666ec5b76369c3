# As node.Dockerfile, with the package that serves WebSocket.
ARG BASE
FROM ${BASE}
COPY runtime/node /usr/local/bin/node
WORKDIR /echo
COPY node_modules/ws node_modules/ws
COPY *.json *.ts ./
USER 65534:65534
