#!/bin/sh
# Makes the root of a base image from Debian's packages, for machines that cannot pull one, and
# writes it to standard output as a tar archive. Takes a few seconds.
#
#   base.sh runtime   what the runtimes and the C++ servers link to: no shell, no package manager
#   base.sh python    Python 3 besides
#   base.sh lab       what the wire and the driver need besides
#   base.sh sockspec  what all of sockspec needs, but for Node
#
# The packages are those of the machine's own bookworm mirror.
set -eu

runtime=libc6,libstdc++6,libgcc-s1
case ${1-} in
  runtime) packages=$runtime ;;
  python) packages=$runtime,python3 ;;
  lab) packages=$runtime,dash,coreutils,iproute2,nftables,perl-base ;;
  sockspec)
    packages=$runtime,dash,bash,coreutils,util-linux,mount,sed,grep,procps,iproute2,nftables,kmod,perl-base
    packages=$packages,python3,user-mode-linux
    ;;
  *)
    echo "usage: base.sh runtime|python|lab|sockspec" >&2
    exit 2
    ;;
esac

# The same packages give the same archive, whenever it is made.
SOURCE_DATE_EPOCH=0
export SOURCE_DATE_EPOCH
exec mmdebstrap --quiet --variant=extract --format=tar "--include=$packages" bookworm -
