# The same program as in the netns lab, and what it links to.
ARG BASE
FROM ${BASE}
WORKDIR /echo
COPY build/echo* build/
USER 65534:65534
