//! Values of options that mean nothing: told in a sentence, before stdin is read and before anything is connected.

use super::wrong_options::refused;

#[test]
fn values_that_mean_nothing() {
    let duration = |option: &str, value: &str| {
        format!("invalid value '{value}' for '{option} <DURATION>': not a duration such as 30s, 500ms or 5m")
    };
    let number = |option: &str, value: &str, range: &str| {
        format!("invalid value '{value}' for '{option} <N>': expected a whole number {range}")
    };
    let one_of = |option: &str, value: &str, values: &str| {
        format!("invalid value '{value}' for '{option}'\n  [possible values: {values}]")
    };
    let cases = [
        (&["receive", "--timeout", "soon"][..], duration("--timeout", "soon")),
        (&["receive", "--timeout", ""], duration("--timeout", "")),
        (&["receive", "--timeout=-1"], duration("--timeout", "-1")),
        (&["receive", "--timeout", "nan"], duration("--timeout", "nan")),
        (&["receive", "--idle", "5 parsecs"], duration("--idle", "5 parsecs")),
        (&["send", "--timeout", "1e300"], duration("--timeout", "1e300")),
        (&["--wait", "x", "send"], duration("--wait", "x")),
        (&["send", "--connect-timeout", "x"], duration("--connect-timeout", "x")),
        (&["receive", "--count", "0"], number("--count", "0", "above 0")),
        (&["receive", "--count", "many"], number("--count", "many", "above 0")),
        (&["receive", "-n", "1.5"], number("--count", "1.5", "above 0")),
        (&["receive", "-n=-1"], number("--count", "-1", "above 0")),
        (&["receive", "--prefetch", "0"], number("--prefetch", "0", "from 1 to 65535")),
        (&["receive", "--prefetch", "65536"], number("--prefetch", "65536", "from 1 to 65535")),
        (&["worker", "--jobs", "0"], number("--jobs", "0", "from 1 to 65535")),
        (&["worker", "-j", "many"], number("--jobs", "many", "from 1 to 65535")),
        (&["worker", "--prefetch", "0"], number("--prefetch", "0", "from 1 to 65535")),
        (&["rpc-serve", "--jobs", "0"], number("--jobs", "0", "from 1 to 65535")),
        (&["rpc-serve", "-j", "65536"], number("--jobs", "65536", "from 1 to 65535")),
        (&["send", "--priority", "256"], number("--priority", "256", "from 0 to 255")),
        (&["send", "--priority=-1"], number("--priority", "-1", "from 0 to 255")),
        (&["receive", "--format", "xml"], one_of("--format <FORMAT>", "xml", "text, body, json")),
        (&["receive", "--ack", "never"], one_of("--ack <WHEN>", "never", "manual, auto")),
        (&["receive", "--queue-type", "x"], one_of("--queue-type <TYPE>", "x", "classic, quorum, stream")),
        (&["send", "--queue-type", "lazy"], one_of("--queue-type <TYPE>", "lazy", "classic, quorum, stream")),
        (&["headers", "receive", "--match", "some", "k=v"], one_of("--match <WHICH>", "some", "all, any")),
        (&["--color", "blue", "send"], one_of("--color <WHEN>", "blue", "auto, always, never")),
    ];
    let cases: Vec<_> = cases.iter().map(|(args, said)| (*args, said.as_str())).collect();
    refused(&cases);
}

#[test]
fn names_properties_and_templates_that_cannot_be() {
    let long = "n".repeat(256);
    let too_long = |option: &str| {
        format!(
            "invalid value '{long}' for '{option}': longer than 255 bytes (it has 256), the most that AMQP allows here"
        )
    };
    let long_cases = [
        (["send", "--queue", &long], too_long("--queue <NAME>")),
        (["send", "--exchange", &long], too_long("--exchange <NAME>")),
        (["receive", "--queue", &long], too_long("--queue <NAME>")),
        (["send", "--type", &long], too_long("--type <TYPE>")),
        (["send", "--reply-to", &long], too_long("--reply-to <QUEUE>")),
        (["topic", "send", &long], too_long("<KEY>")),
        (["route", "receive", &long], too_long("<KEY>...")),
    ];
    let cases: Vec<_> = long_cases.iter().map(|(args, said)| (&args[..], said.as_str())).collect();
    refused(&cases);
    refused(&[
        (&["send", "--queue", ""], "invalid value '' for '--queue <NAME>': the name is empty"),
        (&["receive", "--exchange", ""], "invalid value '' for '--exchange <NAME>': the name is empty"),
        (
            &["send", "--expiration", "later"],
            "invalid value 'later' for '--expiration <TIME>': neither milliseconds nor a duration such as 30s",
        ),
        (
            &["send", "--expiration", "60d"],
            "invalid value '60d' for '--expiration <TIME>': longer than 49 days, the most that RabbitMQ takes",
        ),
        (
            &["send", "--timestamp", "noon"],
            "invalid value 'noon' for '--timestamp <TIME>': neither seconds since 1970 nor 'now'",
        ),
        (
            &["receive", "--template", "100%"],
            "invalid value '100%' for '--template <TEMPLATE>': a single '%' at the end: write %% for a percent sign",
        ),
        (
            &["receive", "--template", "%x"],
            "invalid value '%x' for '--template <TEMPLATE>': '%x' is unknown: %b %k %e %q %r %h{name} %H %p{name} %j %n %t %%",
        ),
        (
            &["receive", "--template", "%h"],
            "invalid value '%h' for '--template <TEMPLATE>': '%h' needs a name in braces: %h{name}",
        ),
        (
            &["topic", "receive", "#", "--template", "%p{colour}"],
            "invalid value '%p{colour}' for '--template <TEMPLATE>': there is no property 'colour'",
        ),
    ]);
}

#[test]
fn headers_and_arguments_that_are_no_pairs() {
    let pair = |option: &str, value: &str, why: &str| format!("invalid value '{value}' for '{option}': {why}");
    let header = |value: &str, why: &str| pair("--header <K=V>", value, why);
    let cases = [
        (["send", "-H", "k"], header("k", "expected KEY=VALUE or KEY:TYPE=VALUE")),
        (["emit-log", "-H", ""], header("", "expected KEY=VALUE or KEY:TYPE=VALUE")),
        (["send", "-H", "=v"], header("=v", "the key before '=' is empty")),
        (["send", "-H", "k:int=x"], header("k:int=x", "'x' is not a whole number of 64 bits")),
        (
            ["send", "-H", "k:int=9223372036854775808"],
            header("k:int=9223372036854775808", "'9223372036854775808' is not a whole number of 64 bits"),
        ),
        (["send", "-H", "k:bool=yes"], header("k:bool=yes", "'yes' is neither true nor false")),
        (["send", "-H", "k:float=x"], header("k:float=x", "'x' is not a finite number")),
        (["send", "-H", "k:float=nan"], header("k:float=nan", "'nan' is not a finite number")),
        (["send", "-H", "k:float=1e999"], header("k:float=1e999", "'1e999' is not a finite number")),
        (["send", "-H", "k:json={"], header("k:json={", "not JSON: EOF while parsing an object at line 1 column 1")),
        (
            ["send", "-H", "k:date=1"],
            header(
                "k:date=1",
                "unknown type 'date': string, int, bool, float or json (a key with a colon is written k:date:string=...)",
            ),
        ),
        (["headers", "send", "-Hk"], header("k", "expected KEY=VALUE or KEY:TYPE=VALUE")),
        (["headers", "receive", "k"], pair("<K=V>...", "k", "expected KEY=VALUE or KEY:TYPE=VALUE")),
        (["send", "--queue-arg", "x"], pair("--queue-arg <K=V>", "x", "expected KEY=VALUE or KEY:TYPE=VALUE")),
        (
            ["receive", "--queue-arg", "x-max-length:int=ten"],
            pair("--queue-arg <K=V>", "x-max-length:int=ten", "'ten' is not a whole number of 64 bits"),
        ),
    ];
    let cases: Vec<_> = cases.iter().map(|(args, said)| (&args[..], said.as_str())).collect();
    refused(&cases);
}
