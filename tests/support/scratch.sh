#!/bin/sh
# Owns the temporary directory of one test process, and what runs on behalf of it.
#
# Every program that a test starts has TEST_SCRATCH=<this directory> in its environment, and so have
# its children. The write end of stdin is held by the test process alone: once it is closed, however the
# test process ended, everything with that mark is killed and the directory removed.
#
# stdout: the directory, one line.

trap '' HUP INT QUIT PIPE TERM
dir=$(mktemp -d "${TMPDIR:-/tmp}/rmq-test.XXXXXX") || exit 1
cd / || exit 1
echo "$dir"
exec >/dev/null 2>&1
cat

# A process seen between its fork and its exec has no mark yet: two rounds in a row must find nothing.
quiet=0
while [ "$quiet" -lt 2 ]; do
    quiet=$((quiet + 1))
    for environ in $(grep -laF "TEST_SCRATCH=$dir" /proc/[0-9]*/environ); do
        pid=${environ#/proc/}
        kill -KILL "${pid%/environ}" && quiet=0
    done
    sleep 0.05
done
rm -rf "$dir"
