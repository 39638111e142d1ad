# What one does often with this project; `just` alone lists it.

default:
    @just --list --unsorted

# The tests, on the inner broker and, where they are installed, on a RabbitMQ node of their own and with other clients
test *ARGS:
    cargo test {{ ARGS }}

# The suite on the inner broker only; FILTER is a part of the names of tests
inner *FILTER:
    cargo test --test suite -- {{ FILTER }}

# The suite, and the tests about RabbitMQ alone, on RabbitMQ only
rabbitmq *FILTER:
    RMQ_TEST_BROKER=rabbitmq cargo test --test suite --test nodes -- {{ FILTER }}

# What needs more than Rust: RabbitMQ, pika, amqp-tools, other shells
optional *FILTER:
    cargo test --test optional -- {{ FILTER }}

# What is lost when connections and brokers break, counted on a RabbitMQ (--full: every point; --markdown: a table)
losses *ARGS:
    cargo test --test losses -- {{ ARGS }}

# What must pass before a change lands
ci:
    bash .ci/run

# Formatting and lints
lint:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings
    cargo clippy --locked --test nodes --test interop -- -D warnings

# Write completions/ and man/ anew from the grammar
bless:
    RMQ_BLESS=1 cargo test --test house artefacts

# Licences, advisories and doubled dependencies (needs cargo-deny)
deny:
    cargo deny check bans licenses sources advisories

# Look at a man page at 80 columns
man PAGE="rmq":
    MANWIDTH=80 man -l man/{{ PAGE }}.1

# rmq beside other clients and a raw socket, on a RabbitMQ of its own: a table of ratios (--quick takes four minutes)
peers *ARGS:
    cargo bench --bench peers -- {{ ARGS }}

# The suites of other AMQP clients, against rmq broker (see tests/outside/README.md)
outside *ARGS:
    tests/outside/run {{ ARGS }}
