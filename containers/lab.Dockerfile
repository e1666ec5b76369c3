# Our own containers: the wire, and the hosts on both sides of it. The driver runs in the client host.
ARG BASE
FROM ${BASE}
COPY node /usr/local/bin/node
COPY agent /sockspec/agent
COPY package.json /sockspec/package.json
COPY harness /sockspec/harness
ENTRYPOINT ["/sockspec/agent"]
