#!/bin/sh
# Owns one private RabbitMQ node and its epmd, and ends both when its stdin does.
#
# usage: node.sh NODE-NAME EPMD-PORT DIST-PORT SERVER
#
# The write end of stdin is held by the test process alone, so its end, however it comes about, is seen
# here as end of file. Only then, and by pid, are the two children ended and the directory removed.
#
# stdin:  "start" starts the server; the directory must hold its configuration by then.
# stdout: "dir PATH", "epmd pid N", "server pid N"; "epmd ended STATUS", "server ended STATUS".

# SIGHUP comes from the kernel when the test process leaves a stopped server behind, SIGPIPE when it is gone.
trap '' HUP INT QUIT PIPE TERM

name=$1 epmd_port=$2 dist_port=$3 server=$4
dir=$(mktemp -d "${TMPDIR:-/tmp}/rmq-node.XXXXXX") || exit 1
mkdir "$dir/mnesia" "$dir/log" "$dir/home" "$dir/run"
chmod 700 "$dir/home"
cd "$dir" || exit 1
exec 2>>supervisor.out
echo "dir $dir"

# epmd is ours from the start: one that the server starts by itself would be a daemon of unknown pid.
run_epmd() {
    trap - HUP INT QUIT PIPE TERM
    exec epmd -port "$epmd_port" -address 127.0.0.1 </dev/null >>epmd.out 2>&1
}

# With RABBITMQ_ALLOW_INPUT and -noinput the pid is the Erlang VM itself, not a script around it.
run_server() {
    trap - HUP INT QUIT PIPE TERM
    exec env -i PATH="$PATH" LANG=C.UTF-8 HOME="$dir/home" RABBITMQ_CONF_ENV_FILE=/dev/null \
        RABBITMQ_NODENAME="$name@localhost" RABBITMQ_CONFIG_FILE="$dir/rabbitmq.conf" \
        RABBITMQ_ENABLED_PLUGINS_FILE="$dir/enabled_plugins" RABBITMQ_MNESIA_BASE="$dir/mnesia" \
        RABBITMQ_LOG_BASE="$dir/log" RABBITMQ_PID_FILE="$dir/server.pid" RABBITMQ_DIST_PORT="$dist_port" \
        ERL_EPMD_PORT="$epmd_port" ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_ALLOW_INPUT=1 \
        ERL_CRASH_DUMP="$dir/erl_crash.dump" \
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-noinput -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}" \
        "$server" </dev/null >>server.out 2>&1
}

# Runs $1 in the background under a reaper that reports its pid and its end.
launch() {
    rm -f "run/$1.ended"
    (
        "run_$1" &
        pid=$!
        echo "$pid" >"run/$1"
        echo "$1 pid $pid"
        wait "$pid"
        status=$?
        : >"run/$1.ended"
        rm -f "run/$1"
        echo "$1 ended $status"
    ) &
}

# Ends what launch started; $2 is the reaper. The loop is for a child that has not been announced yet.
end() {
    until [ -s "run/$1" ] || [ -e "run/$1.ended" ]; do sleep 0.05; done
    pid=$(cat "run/$1") && kill -KILL "$pid"
    wait "$2"
}

launch epmd
epmd_reaper=$! server_reaper=
while read -r order; do
    [ "$order" = start ] && launch server && server_reaper=$!
done
[ -n "$server_reaper" ] && end server "$server_reaper"
end epmd "$epmd_reaper"
cd / && rm -rf "$dir"
