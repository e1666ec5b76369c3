# sockspec as an image: `npm run image` builds it, and docs/platforms.md says how to run it.
ARG BASE=node:24-bookworm-slim
FROM ${BASE}
# A base that was made without a registry has all of it already, and no package manager. The guest kernel is for
# x86-64; the package has native programs for the machine that packed it, and compiles them for others.
RUN command -v nft >/dev/null || { \
    case $(dpkg --print-architecture) in amd64) more=user-mode-linux ;; *) more='g++ make' ;; esac \
    && apt-get update \
    && apt-get install --yes --no-install-recommends iproute2 nftables kmod procps python3 $more \
    && rm --recursive --force /var/lib/apt/lists/*; \
  }
# Installed by npm, with what it depends on.
COPY node_modules /opt/sockspec/node_modules
ENV PATH=/opt/sockspec/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  HOME=/tmp
WORKDIR /work
ENTRYPOINT ["sockspec"]
