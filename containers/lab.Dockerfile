# Our own containers: the wire, and the hosts on both its sides. The driver runs in the client's.
ARG BASE
FROM ${BASE}
COPY node /usr/local/bin/node
COPY agent /sockspec/agent
COPY package.json /sockspec/package.json
COPY harness /sockspec/harness
ENTRYPOINT ["/sockspec/agent"]
