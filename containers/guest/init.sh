#!/bin/sh
# The first process of a guest kernel. Keeps everything that the guest changes in memory, except one
# folder, the window; runs the job in the window; powers off.
#
#   init.sh WINDOW IN-GUEST   its absolute paths on the host and in the guest
#
# Prints `guest is up` on the console when the job starts. The job's output goes to the window's
# stdout.log and stderr.log, its exit status to guest-status.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
window=$1
in_guest=$2
modules=/usr/lib/uml/modules/$(uname -r)

# The root is the host's, by hostfs, and read-only: what is written over it stays in memory.
mount -t tmpfs tmpfs /run
mkdir /run/upper /run/work /run/root
# A kernel without modules has all of them in it.
[ ! -e "$modules" ] || insmod "$modules/kernel/fs/overlayfs/overlay.ko"
layers=lowerdir=/,upperdir=/run/upper,workdir=/run/work,index=off,xino=off
mount -t overlay -o "$layers" overlay /run/root

# Not chroot: processes in one may not create user namespaces, and the kernel would keep looking for
# its modules under the old root.
cd /run/root
pivot_root . run
umount -l /run

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm /lib/modules
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
ln -sfn /proc/self/fd /dev/fd
ln -sfn /proc/self/fd/0 /dev/stdin
ln -sfn /proc/self/fd/1 /dev/stdout
ln -sfn /proc/self/fd/2 /dev/stderr
mkdir -p "$in_guest"
mount -t hostfs -o "$window" none "$in_guest"

if [ -e "$modules" ]; then
  ln -sfn "$modules" /lib/modules
  modprobe --all ipv6 veth sch_netem nf_tables nft_numgen nft_limit bridge
fi
ip link set lo up
echo guest > /proc/sys/kernel/hostname

cd "$in_guest"
echo guest is up
status=0
sh guest-job.sh < /dev/null > stdout.log 2> stderr.log || status=$?
echo "$status" > guest-status.new
mv guest-status.new guest-status
echo o > /proc/sysrq-trigger
sleep 60
