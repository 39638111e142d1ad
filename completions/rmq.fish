# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_rmq_global_optspecs
    string join \n u/url= profile= password-file= tls-ca= tls-cert= tls-key= auth= wait= reconnect= connect-timeout= color= q/quiet v/verbose h/help V/version
end

function __fish_rmq_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_rmq_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_rmq_using_subcommand
    set -l cmd (__fish_rmq_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c rmq -n "__fish_rmq_needs_command" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_needs_command" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_needs_command" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_needs_command" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_needs_command" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_needs_command" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_needs_command" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_needs_command" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_needs_command" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_needs_command" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_needs_command" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_needs_command" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_needs_command" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "send" -d 'Publish messages to a queue, or to any exchange'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "receive" -d 'Print the messages of a queue, or of an exchange'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "worker" -d 'Take tasks from a queue and work on them: simulated work, or a command for each'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "forward" -d 'Post the messages of a queue to an HTTP address or a chat, and lose none'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "emit-log" -d 'Publish to the fanout exchange `logs`; every listener gets a copy'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "route" -d 'Publish and listen by exact key, through the direct exchange `direct_logs`'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "topic" -d 'Publish and listen by pattern, through the topic exchange `topic_logs`'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "headers" -d 'Publish and listen by header, through the headers exchange `headers_logs`'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "rpc-call" -d 'Send a request and print the reply'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "rpc-serve" -d 'Answer requests: Fibonacci numbers, or the output of a command'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "stats" -d 'Show queues: messages, rates, consumers, memory'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "broker" -d 'Run a development broker: everything in memory, gone at its end'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "demo" -d 'Play the tutorials in one terminal, against a broker of their own'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "check" -d 'Check that the broker works, step by step, with the time of each'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "bench" -d 'Load the broker, and measure rates and latencies'
complete -c rmq -n "__fish_rmq_needs_command" -f -a "completions" -d 'Write a completion script for a shell to stdout'
complete -c rmq -n "__fish_rmq_using_subcommand send" -s H -l header -d 'Header, as K=V or K:TYPE=V with TYPE string, int, bool, float or json; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l content-type -d 'Type of the body, such as application/json' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l content-encoding -d 'Encoding of the body, such as gzip' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l priority -d 'Priority, 0 to 255; queues with x-max-priority heed it' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l correlation-id -d 'Correlation id' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l reply-to -d 'Queue that a reply is to go to' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l expiration -d 'How long the message may wait in a queue: milliseconds, or with a unit such as 30s' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l message-id -d 'Message id' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l timestamp -d 'Seconds since 1970, or `now`' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l type -d 'Type of the message' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l user-id -d 'User that sends it; the broker insists that it is the connection\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l app-id -d 'Application that sends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l cluster-id -d 'Cluster id; AMQP has it, RabbitMQ carries it' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l timeout -d 'How long to wait for a confirm (exit 124), and, but with --reconnect forever, for another connection [default: 30s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -s Q -l queue -d 'Queue to publish to [default: hello]' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -s e -l exchange -d 'Exchange to publish to, in place of a queue' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l exchange-type -d 'Create the exchange with this type when it is missing' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -s k -l key -d 'Routing key' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l queue-type -d 'Declare the queue with this type' -r -f -a "classic\t'On one node'
quorum\t'Replicated and durable'
stream\t'A replicated log'"
complete -c rmq -n "__fish_rmq_using_subcommand send" -l delivery-limit -d 'Have a quorum queue drop or dead-letter a message that came back more often than this' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l queue-arg -d 'Declare the queue with this argument, as K=V or K:TYPE=V; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand send" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand send" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand send" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand send" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand send" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand send" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand send" -l lines -d 'Send each line of stdin as one message'
complete -c rmq -n "__fish_rmq_using_subcommand send" -l json -d 'Send each line of stdin as the message that this line describes in JSON, as `receive --format json` writes it'
complete -c rmq -n "__fish_rmq_using_subcommand send" -l null -d 'Records on stdin end with NUL in place of a newline'
complete -c rmq -n "__fish_rmq_using_subcommand send" -l persistent -d 'Survive a restart of the broker in a durable queue (delivery mode 2); the default'
complete -c rmq -n "__fish_rmq_using_subcommand send" -l transient -d 'Do not survive a restart of the broker (delivery mode 1)'
complete -c rmq -n "__fish_rmq_using_subcommand send" -l no-confirm -d 'Do not wait for the broker to confirm; faster, and a message can be lost unnoticed'
complete -c rmq -n "__fish_rmq_using_subcommand send" -l mandatory -d 'A message to an exchange that nobody listens for is an error (exit 4); to a queue it always is'
complete -c rmq -n "__fish_rmq_using_subcommand send" -l durable -d 'Declare the queue durable: it survives a restart of the broker'
complete -c rmq -n "__fish_rmq_using_subcommand send" -l single-active-consumer -d 'Let one consumer at a time have the messages of the queue; the others stand by'
complete -c rmq -n "__fish_rmq_using_subcommand send" -l no-declare -d 'Never create anything; what is missing is an error'
complete -c rmq -n "__fish_rmq_using_subcommand send" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand send" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand send" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand send" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand receive" -s Q -l queue -d 'Queue to read [default: hello, or a temporary queue with --exchange]' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -s e -l exchange -d 'Exchange to bind the queue to' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l exchange-type -d 'Create the exchange with this type when it is missing' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -s k -l key -d 'Binding key; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l offset -d 'Read a stream from here on: `first`, `last` or `next`, the number of a message, a time (UTC) such as 2026-01-31T12:00:00Z or @1700000000, or how long ago, such as 5m. Nothing is taken from it. A stream that is missing is created' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -s n -l count -d 'Stop after this many messages; fewer are an error (exit 3)' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -s t -l timeout -d 'Stop after this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l idle -d 'Stop when no message came for this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l ack -d 'When a message counts as delivered: `manual`, once it is written and flushed, or `auto`, once it is sent' -r -f -a "manual\t'Once it is written and flushed'
auto\t'Once the broker has sent it'"
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l prefetch -d 'Most messages to hold that are not acked yet' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -s f -l format -d 'How to print a message [default: the tutorial\'s line on a terminal, else text]' -r -f -a "text\t'The body and a newline'
body\t'The body and nothing else'
json\t'One JSON object a line; `send --json` reads it back'"
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l template -d 'Print by a template: %b body, %k key, %e exchange, %q queue, %r redelivered, %h{NAME} header, %H headers, %p{NAME} property, %j JSON, %n newline, %t tab' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l queue-type -d 'Declare the queue with this type' -r -f -a "classic\t'On one node'
quorum\t'Replicated and durable'
stream\t'A replicated log'"
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l delivery-limit -d 'Have a quorum queue drop or dead-letter a message that came back more often than this' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l queue-arg -d 'Declare the queue with this argument, as K=V or K:TYPE=V; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l requeue -d 'Put all messages back at the end: a look that takes nothing'
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l null -d 'End each message with NUL in place of a newline'
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l durable -d 'Declare the queue durable: it survives a restart of the broker'
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l single-active-consumer -d 'Let one consumer at a time have the messages of the queue; the others stand by'
complete -c rmq -n "__fish_rmq_using_subcommand receive" -l no-declare -d 'Never create anything; what is missing is an error'
complete -c rmq -n "__fish_rmq_using_subcommand receive" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand receive" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand receive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand receive" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand worker" -s Q -l queue -d 'Queue to take tasks from; created durable when it is missing' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l unit -d 'Work for each # in a message, without a command' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -s j -l jobs -d 'Tasks to work on at a time' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l prefetch -d 'Most messages to hold, those in work included, so that short tasks need not wait for the broker; other workers do not get these [default: as many as --jobs, and never fewer]' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l task-timeout -d 'How long a command may run; then it and its children are ended, and it has failed' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l retries -d 'Times to run a failed command again before --on-failure' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l on-failure -d 'What to do with a message whose command failed' -r -f -a "requeue\t'Put it back into the queue, after a pause that grows while failures go on'
reject\t'Drop it, or dead-letter it where the queue has a dead letter exchange'
stop\t'Leave it in the queue and end with exit code 1'"
complete -c rmq -n "__fish_rmq_using_subcommand worker" -s n -l count -d 'Stop after this many messages; fewer are an error (exit 3)' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -s t -l timeout -d 'Stop after this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l idle -d 'Stop when no message came for this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l queue-type -d 'Declare the queue with this type' -r -f -a "classic\t'On one node'
quorum\t'Replicated and durable'
stream\t'A replicated log'"
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l delivery-limit -d 'Have a quorum queue drop or dead-letter a message that came back more often than this' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l queue-arg -d 'Declare the queue with this argument, as K=V or K:TYPE=V; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l durable -d 'Declare the queue durable: it survives a restart of the broker'
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l single-active-consumer -d 'Let one consumer at a time have the messages of the queue; the others stand by'
complete -c rmq -n "__fish_rmq_using_subcommand worker" -l no-declare -d 'Never create anything; what is missing is an error'
complete -c rmq -n "__fish_rmq_using_subcommand worker" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand worker" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand worker" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand worker" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -f -a "http" -d 'Post each message to an HTTP address'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and not __fish_seen_subcommand_from http telegram" -f -a "telegram" -d 'Post each message as a text to a Telegram chat, through the Bot API'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l http-url-file -d 'File whose first line is the URL' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l as -d 'What is posted: the body as it is, or a JSON object with all of the message' -r -f -a "body\t'The body as it is, the rest in headers'
json\t'One JSON object, as receive --format json prints it'"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l method -d 'Method of the requests' -r -f -a "POST\t'POST'
PUT\t'PUT'
PATCH\t'PATCH'"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l http-header -d 'Header of each request, in place of one of the same name; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l http-header-file -d 'The same, with the first line of a file as the value' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -s j -l jobs -d 'Requests at a time; the broker sends no more messages than these (prefetch)' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l request-timeout -d 'How long a request may take until its answer is whole; then it is tried again' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l http-ca -d 'Trust the authorities in this PEM file, not the system\'s, to have signed the certificate of who is posted to' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l retries -d 'Times to try again after 5xx and network errors before --on-failure [default: for ever]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l on-failure -d 'What to do with a message that is refused, or cannot be posted at all' -r -f -a "requeue\t'Put it back into the queue, after a pause that grows while failures go on'
reject\t'Drop it, or dead-letter it where the queue has a dead letter exchange'
stop\t'Leave it in the queue and end with exit code 1'"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l hold -d 'Longest time to hold a message that cannot be posted yet; then it goes back to its queue, and comes again. RabbitMQ closes the channel of who holds one for 30 minutes' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -s Q -l queue -d 'Queue to read [default: hello, or a temporary queue with --exchange]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -s e -l exchange -d 'Exchange to bind the queue to' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l exchange-type -d 'Create the exchange with this type when it is missing' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -s k -l key -d 'Binding key; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -s n -l count -d 'Stop after this many messages; fewer are an error (exit 3)' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -s t -l timeout -d 'Stop after this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l idle -d 'Stop when no message came for this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l queue-type -d 'Declare the queue with this type' -r -f -a "classic\t'On one node'
quorum\t'Replicated and durable'
stream\t'A replicated log'"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l delivery-limit -d 'Have a quorum queue drop or dead-letter a message that came back more often than this' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l queue-arg -d 'Declare the queue with this argument, as K=V or K:TYPE=V; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l ordered -d 'Keep the order: one at a time, the next when the one before is acked'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l durable -d 'Declare the queue durable: it survives a restart of the broker'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l single-active-consumer -d 'Let one consumer at a time have the messages of the queue; the others stand by'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -l no-declare -d 'Never create anything; what is missing is an error'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from http" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l chat -d 'Chat to post to: its number, or @NAME of a channel' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l token-file -d 'File whose first line is the bot\'s token' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l api-url -d 'Bot API server to use' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l request-timeout -d 'How long a request may take until its answer is whole; then it is tried again' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l http-ca -d 'Trust the authorities in this PEM file, not the system\'s, to have signed the certificate of who is posted to' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l retries -d 'Times to try again after 5xx and network errors before --on-failure [default: for ever]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l on-failure -d 'What to do with a message that is refused, or cannot be posted at all' -r -f -a "requeue\t'Put it back into the queue, after a pause that grows while failures go on'
reject\t'Drop it, or dead-letter it where the queue has a dead letter exchange'
stop\t'Leave it in the queue and end with exit code 1'"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l hold -d 'Longest time to hold a message that cannot be posted yet; then it goes back to its queue, and comes again. RabbitMQ closes the channel of who holds one for 30 minutes' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -s Q -l queue -d 'Queue to read [default: hello, or a temporary queue with --exchange]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -s e -l exchange -d 'Exchange to bind the queue to' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l exchange-type -d 'Create the exchange with this type when it is missing' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -s k -l key -d 'Binding key; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -s n -l count -d 'Stop after this many messages; fewer are an error (exit 3)' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -s t -l timeout -d 'Stop after this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l idle -d 'Stop when no message came for this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l queue-type -d 'Declare the queue with this type' -r -f -a "classic\t'On one node'
quorum\t'Replicated and durable'
stream\t'A replicated log'"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l delivery-limit -d 'Have a quorum queue drop or dead-letter a message that came back more often than this' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l queue-arg -d 'Declare the queue with this argument, as K=V or K:TYPE=V; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l durable -d 'Declare the queue durable: it survives a restart of the broker'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l single-active-consumer -d 'Let one consumer at a time have the messages of the queue; the others stand by'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -l no-declare -d 'Never create anything; what is missing is an error'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand forward; and __fish_seen_subcommand_from telegram" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -s H -l header -d 'Header, as K=V or K:TYPE=V with TYPE string, int, bool, float or json; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l content-type -d 'Type of the body, such as application/json' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l content-encoding -d 'Encoding of the body, such as gzip' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l priority -d 'Priority, 0 to 255; queues with x-max-priority heed it' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l correlation-id -d 'Correlation id' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l reply-to -d 'Queue that a reply is to go to' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l expiration -d 'How long the message may wait in a queue: milliseconds, or with a unit such as 30s' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l message-id -d 'Message id' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l timestamp -d 'Seconds since 1970, or `now`' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l type -d 'Type of the message' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l user-id -d 'User that sends it; the broker insists that it is the connection\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l app-id -d 'Application that sends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l cluster-id -d 'Cluster id; AMQP has it, RabbitMQ carries it' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l timeout -d 'How long to wait for a confirm (exit 124), and, but with --reconnect forever, for another connection [default: 30s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -s e -l exchange -d 'Exchange to use in place of the tutorial\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l lines -d 'Send each line of stdin as one message'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l json -d 'Send each line of stdin as the message that this line describes in JSON, as `receive --format json` writes it'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l null -d 'Records on stdin end with NUL in place of a newline'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l persistent -d 'Survive a restart of the broker in a durable queue (delivery mode 2); the default'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l transient -d 'Do not survive a restart of the broker (delivery mode 1)'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l no-confirm -d 'Do not wait for the broker to confirm; faster, and a message can be lost unnoticed'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l mandatory -d 'A message to an exchange that nobody listens for is an error (exit 4); to a queue it always is'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -l no-declare -d 'Never create the exchange; when it is missing, that is an error'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand emit-log" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -f -a "send" -d 'Publish with a routing key, such as a severity'
complete -c rmq -n "__fish_rmq_using_subcommand route; and not __fish_seen_subcommand_from send receive" -f -a "receive" -d 'Print the messages with any of these keys'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -s H -l header -d 'Header, as K=V or K:TYPE=V with TYPE string, int, bool, float or json; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l content-type -d 'Type of the body, such as application/json' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l content-encoding -d 'Encoding of the body, such as gzip' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l priority -d 'Priority, 0 to 255; queues with x-max-priority heed it' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l correlation-id -d 'Correlation id' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l reply-to -d 'Queue that a reply is to go to' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l expiration -d 'How long the message may wait in a queue: milliseconds, or with a unit such as 30s' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l message-id -d 'Message id' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l timestamp -d 'Seconds since 1970, or `now`' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l type -d 'Type of the message' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l user-id -d 'User that sends it; the broker insists that it is the connection\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l app-id -d 'Application that sends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l cluster-id -d 'Cluster id; AMQP has it, RabbitMQ carries it' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l timeout -d 'How long to wait for a confirm (exit 124), and, but with --reconnect forever, for another connection [default: 30s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -s e -l exchange -d 'Exchange to use in place of the tutorial\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l lines -d 'Send each line of stdin as one message'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l json -d 'Send each line of stdin as the message that this line describes in JSON, as `receive --format json` writes it'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l null -d 'Records on stdin end with NUL in place of a newline'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l persistent -d 'Survive a restart of the broker in a durable queue (delivery mode 2); the default'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l transient -d 'Do not survive a restart of the broker (delivery mode 1)'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l no-confirm -d 'Do not wait for the broker to confirm; faster, and a message can be lost unnoticed'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l mandatory -d 'A message to an exchange that nobody listens for is an error (exit 4); to a queue it always is'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -l no-declare -d 'Never create the exchange; when it is missing, that is an error'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from send" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -s n -l count -d 'Stop after this many messages; fewer are an error (exit 3)' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -s t -l timeout -d 'Stop after this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l idle -d 'Stop when no message came for this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l ack -d 'When a message counts as delivered: `manual`, once it is written and flushed, or `auto`, once it is sent' -r -f -a "manual\t'Once it is written and flushed'
auto\t'Once the broker has sent it'"
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l prefetch -d 'Most messages to hold that are not acked yet' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -s f -l format -d 'How to print a message [default: the tutorial\'s line on a terminal, else text]' -r -f -a "text\t'The body and a newline'
body\t'The body and nothing else'
json\t'One JSON object a line; `send --json` reads it back'"
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l template -d 'Print by a template: %b body, %k key, %e exchange, %q queue, %r redelivered, %h{NAME} header, %H headers, %p{NAME} property, %j JSON, %n newline, %t tab' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -s e -l exchange -d 'Exchange to use in place of the tutorial\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l null -d 'End each message with NUL in place of a newline'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -l no-declare -d 'Never create the exchange; when it is missing, that is an error'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand route; and __fish_seen_subcommand_from receive" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -f -a "send" -d 'Publish with a key of dotted words'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and not __fish_seen_subcommand_from send receive" -f -a "receive" -d 'Print the messages whose key matches any of these patterns'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -s H -l header -d 'Header, as K=V or K:TYPE=V with TYPE string, int, bool, float or json; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l content-type -d 'Type of the body, such as application/json' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l content-encoding -d 'Encoding of the body, such as gzip' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l priority -d 'Priority, 0 to 255; queues with x-max-priority heed it' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l correlation-id -d 'Correlation id' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l reply-to -d 'Queue that a reply is to go to' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l expiration -d 'How long the message may wait in a queue: milliseconds, or with a unit such as 30s' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l message-id -d 'Message id' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l timestamp -d 'Seconds since 1970, or `now`' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l type -d 'Type of the message' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l user-id -d 'User that sends it; the broker insists that it is the connection\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l app-id -d 'Application that sends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l cluster-id -d 'Cluster id; AMQP has it, RabbitMQ carries it' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l timeout -d 'How long to wait for a confirm (exit 124), and, but with --reconnect forever, for another connection [default: 30s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -s e -l exchange -d 'Exchange to use in place of the tutorial\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l lines -d 'Send each line of stdin as one message'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l json -d 'Send each line of stdin as the message that this line describes in JSON, as `receive --format json` writes it'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l null -d 'Records on stdin end with NUL in place of a newline'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l persistent -d 'Survive a restart of the broker in a durable queue (delivery mode 2); the default'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l transient -d 'Do not survive a restart of the broker (delivery mode 1)'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l no-confirm -d 'Do not wait for the broker to confirm; faster, and a message can be lost unnoticed'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l mandatory -d 'A message to an exchange that nobody listens for is an error (exit 4); to a queue it always is'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -l no-declare -d 'Never create the exchange; when it is missing, that is an error'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from send" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -s n -l count -d 'Stop after this many messages; fewer are an error (exit 3)' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -s t -l timeout -d 'Stop after this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l idle -d 'Stop when no message came for this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l ack -d 'When a message counts as delivered: `manual`, once it is written and flushed, or `auto`, once it is sent' -r -f -a "manual\t'Once it is written and flushed'
auto\t'Once the broker has sent it'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l prefetch -d 'Most messages to hold that are not acked yet' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -s f -l format -d 'How to print a message [default: the tutorial\'s line on a terminal, else text]' -r -f -a "text\t'The body and a newline'
body\t'The body and nothing else'
json\t'One JSON object a line; `send --json` reads it back'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l template -d 'Print by a template: %b body, %k key, %e exchange, %q queue, %r redelivered, %h{NAME} header, %H headers, %p{NAME} property, %j JSON, %n newline, %t tab' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -s e -l exchange -d 'Exchange to use in place of the tutorial\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l null -d 'End each message with NUL in place of a newline'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -l no-declare -d 'Never create the exchange; when it is missing, that is an error'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand topic; and __fish_seen_subcommand_from receive" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -f -a "send" -d 'Publish with headers'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and not __fish_seen_subcommand_from send receive" -f -a "receive" -d 'Print the messages whose headers match'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l content-type -d 'Type of the body, such as application/json' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l content-encoding -d 'Encoding of the body, such as gzip' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l priority -d 'Priority, 0 to 255; queues with x-max-priority heed it' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l correlation-id -d 'Correlation id' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l reply-to -d 'Queue that a reply is to go to' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l expiration -d 'How long the message may wait in a queue: milliseconds, or with a unit such as 30s' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l message-id -d 'Message id' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l timestamp -d 'Seconds since 1970, or `now`' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l type -d 'Type of the message' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l user-id -d 'User that sends it; the broker insists that it is the connection\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l app-id -d 'Application that sends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l cluster-id -d 'Cluster id; AMQP has it, RabbitMQ carries it' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l timeout -d 'How long to wait for a confirm (exit 124), and, but with --reconnect forever, for another connection [default: 30s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -s e -l exchange -d 'Exchange to use in place of the tutorial\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -s H -l header -d 'Header, as K=V or K:TYPE=V with TYPE string, int, bool, float or json; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l lines -d 'Send each line of stdin as one message'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l json -d 'Send each line of stdin as the message that this line describes in JSON, as `receive --format json` writes it'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l null -d 'Records on stdin end with NUL in place of a newline'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l persistent -d 'Survive a restart of the broker in a durable queue (delivery mode 2); the default'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l transient -d 'Do not survive a restart of the broker (delivery mode 1)'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l no-confirm -d 'Do not wait for the broker to confirm; faster, and a message can be lost unnoticed'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l mandatory -d 'A message to an exchange that nobody listens for is an error (exit 4); to a queue it always is'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -l no-declare -d 'Never create the exchange; when it is missing, that is an error'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from send" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l match -d 'Whether all headers must match, or any of them' -r -f -a "all\t'Every header is there, with this value'
any\t'At least one is'"
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -s n -l count -d 'Stop after this many messages; fewer are an error (exit 3)' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -s t -l timeout -d 'Stop after this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l idle -d 'Stop when no message came for this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l ack -d 'When a message counts as delivered: `manual`, once it is written and flushed, or `auto`, once it is sent' -r -f -a "manual\t'Once it is written and flushed'
auto\t'Once the broker has sent it'"
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l prefetch -d 'Most messages to hold that are not acked yet' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -s f -l format -d 'How to print a message [default: the tutorial\'s line on a terminal, else text]' -r -f -a "text\t'The body and a newline'
body\t'The body and nothing else'
json\t'One JSON object a line; `send --json` reads it back'"
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l template -d 'Print by a template: %b body, %k key, %e exchange, %q queue, %r redelivered, %h{NAME} header, %H headers, %p{NAME} property, %j JSON, %n newline, %t tab' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -s e -l exchange -d 'Exchange to use in place of the tutorial\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l null -d 'End each message with NUL in place of a newline'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -l no-declare -d 'Never create the exchange; when it is missing, that is an error'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand headers; and __fish_seen_subcommand_from receive" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -s Q -l queue -d 'Queue to send the request to' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l in-flight -d 'Most requests that are under way at a time' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -s t -l timeout -d 'How long to wait for a reply (exit 124)' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -s f -l format -d 'How to print a message [default: the tutorial\'s line on a terminal, else text]' -r -f -a "text\t'The body and a newline'
body\t'The body and nothing else'
json\t'One JSON object a line; `send --json` reads it back'"
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l template -d 'Print by a template: %b body, %k key, %e exchange, %q queue, %r redelivered, %h{NAME} header, %H headers, %p{NAME} property, %j JSON, %n newline, %t tab' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -s H -l header -d 'Header, as K=V or K:TYPE=V with TYPE string, int, bool, float or json; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l content-type -d 'Type of the body, such as application/json' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l content-encoding -d 'Encoding of the body, such as gzip' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l priority -d 'Priority, 0 to 255; queues with x-max-priority heed it' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l correlation-id -d 'Correlation id' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l expiration -d 'How long the message may wait in a queue: milliseconds, or with a unit such as 30s' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l message-id -d 'Message id' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l timestamp -d 'Seconds since 1970, or `now`' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l type -d 'Type of the message' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l user-id -d 'User that sends it; the broker insists that it is the connection\'s' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l app-id -d 'Application that sends it' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l cluster-id -d 'Cluster id; AMQP has it, RabbitMQ carries it' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l reply-to -d 'Queue that a reply is to go to' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l lines -d 'Send each line of stdin as a request'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l keep-going -d 'Go on after an error reply, or none in time, with an empty reply in its place'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l persistent -d 'Survive a restart of the broker in a durable queue (delivery mode 2); the default'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l transient -d 'Do not survive a restart of the broker (delivery mode 1)'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -l null -d 'Replies end with NUL in place of a newline, and with --lines requests too'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-call" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -s Q -l queue -d 'Queue to take requests from' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -s j -l jobs -d 'Requests to work on at a time; a reply that is on its way counts until the broker has it' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l task-timeout -d 'How long a command may run; then it and its children are ended, and the reply is an error' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -s n -l count -d 'Stop after this many messages; fewer are an error (exit 3)' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -s t -l timeout -d 'Stop after this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l idle -d 'Stop when no message came for this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l queue-type -d 'Declare the queue with this type' -r -f -a "classic\t'On one node'
quorum\t'Replicated and durable'
stream\t'A replicated log'"
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l delivery-limit -d 'Have a quorum queue drop or dead-letter a message that came back more often than this' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l queue-arg -d 'Declare the queue with this argument, as K=V or K:TYPE=V; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l durable -d 'Declare the queue durable: it survives a restart of the broker'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l single-active-consumer -d 'Let one consumer at a time have the messages of the queue; the others stand by'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -l no-declare -d 'Never create anything; what is missing is an error'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand rpc-serve" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l api-url -d 'Management API [default: $RMQ_API_URL, the profile\'s, or port 15672 (with TLS 15671) of the AMQP host]' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l vhost -d 'Virtual host to look into [default: that of the AMQP URL]' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l watch -d 'Look again at this interval [default with no value: 5s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s f -l format -d 'How to print' -r -f -a "table\t'Two lines about the broker, and a table'
json\t'One JSON object on one line'"
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l sort -d 'Order by name, state, ready, unacked, total, in, out, consumers or memory; repeat for ties. Numbers go down unless :asc is said' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l max-ready -d 'Fail when a queue has more ready messages than this' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l max-unacked -d 'Fail when a queue has more unacked messages than this' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l min-consumers -d 'Fail when a queue has fewer consumers than this' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand stats" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand stats" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l listen -d 'Where to listen: ADDRESS:PORT, or a PORT on 127.0.0.1; port 0 is a free one' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l http -d 'Where the management API listens, likewise; or \'off\'' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l user -d 'Let this user in, with the password on the first line of the file; can be repeated [default: guest with password guest, from this machine only]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l vhost -d 'Have this vhost as well as \'/\'; can be repeated' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l like -d 'Do as this version of RabbitMQ does by default: 3.10, which permits everything, or 4.3' -r -f -a "3.10\t''
4.3\t''"
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l max-memory -d 'Let publishers wait while messages need more memory than this, such as 64MB' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand broker" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand broker" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand broker" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand broker" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand broker" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand demo" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l fast -d 'Go through it without pauses for reading'
complete -c rmq -n "__fish_rmq_using_subcommand demo" -l step -d 'Wait for Enter before each scene'
complete -c rmq -n "__fish_rmq_using_subcommand demo" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand demo" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand demo" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand check" -s n -l rounds -d 'Messages to send and get back, one after the other' -r
complete -c rmq -n "__fish_rmq_using_subcommand check" -l max-latency -d 'Fail when a message takes longer from publishing to delivery; of several rounds their p99 counts (exit 3)' -r
complete -c rmq -n "__fish_rmq_using_subcommand check" -s t -l timeout -d 'Most time for the whole check, what --wait waits for not counted (exit 124)' -r
complete -c rmq -n "__fish_rmq_using_subcommand check" -s f -l format -d 'How to print' -r -f -a "text\t'The broker, and a line for each step'
json\t'One JSON object on one line'"
complete -c rmq -n "__fish_rmq_using_subcommand check" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand check" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand check" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand check" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand check" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand check" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand check" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand check" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand check" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand check" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand check" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand check" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand check" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s p -l producers -d 'Producers; with 0 nothing is published' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s c -l consumers -d 'Consumers; with 0 nothing is received' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s s -l size -d 'Size of a body: bytes, or with a unit such as kB or MiB' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s r -l rate -d 'Publish this many messages a second, all producers together [default: as many as possible]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l window -d 'Most messages of a producer that are published and not yet confirmed, of large ones 8 MiB' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l prefetch -d 'Most messages of a consumer that are delivered and not yet acked' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s Q -l queue -d 'Use this queue, which must exist, and leave it there' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l queue-type -d 'Type of the queue that is made' -r -f -a "classic\t'On one node'
quorum\t'Replicated'"
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l queue-arg -d 'Make the queue with this argument, as K=V or K:TYPE=V; repeat for several' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s n -l count -d 'Stop after this many messages, all producers together; fewer are an error (exit 3)' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s d -l duration -d 'Stop after this long [default: 10s without --count]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l drain -d 'How long confirms and deliveries may take once the producers have stopped; without producers, and without --duration, how long to wait for each next message' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s t -l timeout -d 'Give up when a message is not confirmed for this long (exit 124)' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s f -l format -d 'How to print' -r -f -a "text\t'Tables'
json\t'One JSON object on one line'"
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l no-confirm -d 'Do not wait for publisher confirms'
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l persistent -d 'Messages that survive a restart of the broker (delivery mode 2); the default'
complete -c rmq -n "__fish_rmq_using_subcommand bench" -l transient -d 'Messages that do not survive a restart of the broker (delivery mode 1)'
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand bench" -s V -l version -d 'Print version'
complete -c rmq -n "__fish_rmq_using_subcommand completions" -s u -l url -d 'Broker to connect to; repeat, or separate with commas, to try several [default: $RMQ_URL, $AMQP_URL, or localhost]' -r
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l profile -d 'Take URL, TLS files and password file from this profile of ~/.config/rmq/config.toml [default: $RMQ_PROFILE]' -r
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l password-file -d 'Read the password from the first line of this file [default: $RMQ_PASSWORD_FILE]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l tls-ca -d 'Trust the authorities in this PEM file, not the system\'s' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l tls-cert -d 'Show this client certificate (PEM)' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l tls-key -d 'Its private key (PEM) [default: in the file of --tls-cert]' -r -F
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l auth -d 'Log in with user and password, or with the client certificate (SASL EXTERNAL) [default: plain]' -r -f -a "plain\t''
external\t''"
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l wait -d 'Go on trying to connect, until the broker speaks AMQP, for at most this long' -r
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l reconnect -d 'Connect again when a connection that was there is lost: never, forever, or so many times [default: $RMQ_RECONNECT, or forever for those who listen or send a stream, and never for others]' -r
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l connect-timeout -d 'How long one attempt to connect may take [default: 10s]' -r
complete -c rmq -n "__fish_rmq_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal, unless NO_COLOR is set or TERM is dumb'
always\t'Everywhere'
never\t'Nowhere'"
complete -c rmq -n "__fish_rmq_using_subcommand completions" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c rmq -n "__fish_rmq_using_subcommand completions" -s v -l verbose -d 'Narrate each AMQP step on stderr'
complete -c rmq -n "__fish_rmq_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rmq -n "__fish_rmq_using_subcommand completions" -s V -l version -d 'Print version'
