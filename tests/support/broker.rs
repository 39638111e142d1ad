//! Owns which kind of broker the tests run against, and all in which the kinds differ for a test that holds for both.

/// A kind of broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broker {
    /// `rmq broker`, of the program under test.
    Inner,
    /// A real RabbitMQ.
    RabbitMq,
}

/// The environment variable that chooses.
pub const CHOICE: &str = "RMQ_TEST_BROKER";

impl Broker {
    /// The kind that this run of the tests is for: the inner broker unless [`CHOICE`] says otherwise.
    pub fn chosen() -> Self {
        Self::named(std::env::var(CHOICE).ok().as_deref())
    }

    /// What a value of [`CHOICE`] means.
    pub fn named(choice: Option<&str>) -> Self {
        match choice {
            None | Some("" | "inner") => Self::Inner,
            Some("rabbitmq") => Self::RabbitMq,
            Some(other) => panic!("{CHOICE} is inner or rabbitmq, not {other:?}"),
        }
    }

    /// What the API's overview calls it (`product_name`), which is how `stats` begins.
    pub fn product(self) -> &'static str {
        match self {
            Self::Inner => "rmq",
            Self::RabbitMq => "RabbitMQ",
        }
    }

    /// Why a connection ended whose broker was killed, as a pattern. RabbitMQ's sockets do not linger, so that they
    /// always end with a reset; others end as it happens, with a reset, an end, or a broken pipe.
    pub fn gone(self) -> &'static str {
        match self {
            Self::Inner => "the connection was lost[..]",
            Self::RabbitMq => "the connection was lost: Connection reset by peer (os error 104)",
        }
    }
}
