%% Answers when this Erlang VM has come to rest: every process waits, and none has done anything since it was last
%% looked at. A client that has had the answer to its last request then knows that whatever follows from
%% that request has been done, and that the frames it caused are on their way.
%%
%% start() listens on a loopback port and answers its number. To each byte that a connection says, one byte is
%% answered once the VM is at rest.

-module(quiet).
-export([start/0]).

start() ->
    Caller = self(),
    spawn(fun() ->
        {ok, Listener} = gen_tcp:listen(0, [binary, {ip, {127, 0, 0, 1}}, {active, false}, {nodelay, true}]),
        {ok, Port} = inet:port(Listener),
        Caller ! {quiet, Port},
        accept(Listener)
    end),
    receive {quiet, Port} -> Port end.

accept(Listener) ->
    {ok, Socket} = gen_tcp:accept(Listener),
    Server = spawn(fun() -> receive go -> serve(Socket) end end),
    ok = gen_tcp:controlling_process(Socket, Server),
    Server ! go,
    accept(Listener).

serve(Socket) ->
    case gen_tcp:recv(Socket, 1) of
        {ok, Byte} ->
            rest(look()),
            ok = gen_tcp:send(Socket, Byte),
            serve(Socket);
        {error, closed} ->
            ok
    end.

rest(Before) ->
    %% Lets timers that are due go off.
    receive after 1 -> ok end,
    case look() of
        Before when Before =/= busy -> ok;
        Now -> rest(Now)
    end.

look() -> look(processes(), self(), []).

look([], _, Seen) -> Seen;
look([Self | Others], Self, Seen) -> look(Others, Self, Seen);
look([Process | Others], Self, Seen) ->
    case process_info(Process, [status, message_queue_len, reductions]) of
        undefined -> look(Others, Self, Seen);
        [{status, waiting}, {message_queue_len, 0}, {reductions, Count}] -> look(Others, Self, [{Process, Count} | Seen]);
        _ -> busy
    end.
