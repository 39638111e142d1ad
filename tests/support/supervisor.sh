#!/bin/sh
# Owns the processes and the directory of one broker, and ends and removes them when its stdin does.
#
# The write end of stdin is held by the test process alone, so its end, however it comes about, is seen
# here as end of file. Only then, and by pid, are the processes ended and the directory removed.
#
# stdin:  "start NAME" runs NAME.sh of the directory, which becomes the program that it runs.
# stdout: "dir PATH", "NAME pid N", "NAME ended STATUS".
# What a program writes is in NAME.out and NAME.err, from its last start on.

# SIGHUP comes from the kernel when the test process leaves a stopped program behind, SIGPIPE when it is gone.
trap '' HUP INT QUIT PIPE TERM

dir=$(mktemp -d "${TMPDIR:-/tmp}/rmq-node.XXXXXX") || exit 1
mkdir "$dir/run" || exit 1
cd "$dir" || exit 1
exec 2>>supervisor.err
echo "dir $dir"

run() {
    trap - HUP INT QUIT PIPE TERM
    exec sh "./$1.sh" </dev/null >"$1.out" 2>"$1.err"
}

# Runs $1 in the background under a reaper that reports its pid and its end.
launch() {
    rm -f "run/$1.ended"
    : >"$1.out"
    : >"$1.err"
    (
        run "$1" &
        pid=$!
        echo "$pid" >"run/$1"
        echo "$1 pid $pid"
        wait "$pid"
        status=$?
        : >"run/$1.ended"
        rm -f "run/$1"
        echo "$1 ended $status"
    ) &
    eval "reaper_$1=$!"
}

# Ends what launch started. The loop is for a program that has not been announced yet.
end() {
    until [ -s "run/$1" ] || [ -e "run/$1.ended" ]; do sleep 0.05; done
    pid=$(cat "run/$1") && kill -KILL "$pid"
    eval "wait \"\$reaper_$1\""
}

# The last one first: a server before what it needs.
started=
while read -r order name; do
    [ "$order" = start ] || continue
    launch "$name"
    case " $started " in
    *" $name "*) ;;
    *) started="$name $started" ;;
    esac
done
for name in $started; do end "$name"; done
cd / && rm -rf "$dir"
