#!/bin/sh
# Runs a guest kernel, and ends it when its own standard input ends, so that the guest does not
# outlive whoever holds the other end. Its exit status is the kernel's: 0 for a power-off, 134
# for a panic.
#
#   hold.sh confined WINDOW MEMORY-MIB PRELOAD PROGRAM PARAMETERS IN-GUEST
#       as the first process of new mount and PID namespaces: of all the host's files only the window
#       can be written
#   hold.sh plain WINDOW MEMORY-MIB PRELOAD PROGRAM PARAMETERS IN-GUEST FOLDER
#       where there are no such namespaces; the guest's memory is a file in the folder
#
# PROGRAM is the kernel, PARAMETERS are words for its command line, separated by spaces, and IN-GUEST
# is the window's path in the guest.
# PRELOAD is LD_PRELOAD of the kernel's own process, and may be empty. It does not reach the guest,
# whose first process gets its environment from the kernel's command line alone.
set -eu
window=$2
memory=$3
preload=$4
program=$5
parameters=$6
in_guest=$7
init=$(cd "$(dirname "$0")" && pwd)/init.sh

# A panic is an abort, and would leave a file as large as the guest's memory, or have some program
# of the host read that much.
ulimit -c 0
echo 0 > /proc/self/coredump_filter

# The shell reports a killed child to a reader that may have gone.
trap '' PIPE

# Makes one mount read-only, and leaves its other flags as they are: they may not be taken away.
protect() {
  flags=
  for flag in nosuid nodev noexec; do
    case ,$2, in
      *",$flag,"*) flags=$flags,$flag ;;
    esac
  done
  complaint=$(LC_ALL=C mount -o "remount,bind,ro$flags" none "$1" 2>&1) && return
  case $complaint in
    # Another mount hides it, and it can be reached by the guest as little as from here. The new
    # /proc, for one, hides what was mounted in the old one.
    *"not mounted or bad option"*) ;;
    *)
      echo "$complaint" >&2
      exit 1
      ;;
  esac
}

# The window is a mount of its own, the guest's memory lies in a private file system over /sys,
# which no guest needs, and every other mount becomes read-only.
confine() {
  mount --rbind "$window" "$window"
  mount -t tmpfs -o "size=$((memory + 64))m,mode=700" tmpfs /sys
  mounts=$(cat /proc/self/mountinfo)
  while read -r _ _ _ _ path flags _; do
    case $path in
      # Spaces and the like are escaped, as in \040.
      *\\*) path=$(printf '%b' "$(printf '%s' "$path" | sed 's/\\/\\0/g')") ;;
    esac
    if [ "$path" != "$window" ] && [ "$path" != /sys ] && [ -e "$path" ]; then
      protect "$path" "$flags"
    fi
  done <<END
$mounts
END
}

if [ "$1" = confined ]; then
  confine
  folder=/sys
  # Without capabilities the kernel cannot undo any of this, whatever the guest makes it do.
  set -- setpriv --bounding-set=-all --inh-caps=-all --no-new-privs --
else
  folder=$(mktemp --directory "$8/sockspec-guest-XXXXXX")
  set --
fi

# A user namespace shows files of the host's root as nobody's: in the guest, setuid programs such as
# mount would run as nobody, did init not give up new privileges.
setpriv=$(command -v setpriv)

exec 3<&0
# PARAMETERS are several words.
# shellcheck disable=SC2086
HOME=$folder TMPDIR=$folder "$@" env "LD_PRELOAD=$preload" "$program" "mem=${memory}M" \
  root=/dev/root rootfstype=hostfs rootflags=/ ro con=null con0=null,fd:1 quiet noreboot \
  "init=$setpriv" $parameters -- \
  --no-new-privs sh "\"$init\"" "\"$window\"" "\"$in_guest\"" 3<&- </dev/null &
kernel=$!
{
  cat <&3
  # The kernel makes a process group of its own, with all that runs in it. One stroke: were the
  # kernel gone first, a process of the guest would go on as one of the host.
  kill -s KILL -- "-$kernel" "$kernel"
} >/dev/null 2>&1 &

status=0
wait "$kernel" || status=$?
[ "$folder" = /sys ] || rm -r "$folder"
exit "$status"
