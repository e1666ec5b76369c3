ARG BASE
FROM ${BASE}
WORKDIR /echo
COPY build/faulty-echo build/faulty-echo
USER 65534:65534
