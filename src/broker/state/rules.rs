//! Which RabbitMQ is imitated where versions differ.

/// What a version permits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The version that is announced to clients.
    pub version: &'static str,
    /// Queues that are neither durable nor exclusive.
    pub transient_queues: bool,
    /// `basic.qos` with `global`.
    pub global_qos: bool,
    /// Queue arguments that the version knows no more and denies.
    pub removed_arguments: &'static [&'static str],
    /// The code for an exchange type that nobody knows.
    pub unknown_exchange_type: u16,
}

impl Rules {
    /// RabbitMQ 3.10, which permits everything; what 3.x and most installations do.
    pub const CLASSIC: Self = Self {
        version: "3.10.8",
        transient_queues: true,
        global_qos: true,
        removed_arguments: &[],
        unknown_exchange_type: 503,
    };

    /// RabbitMQ 4.3 as it is configured by default.
    pub const NEWEST: Self = Self {
        version: "4.3.0",
        transient_queues: false,
        global_qos: false,
        removed_arguments: &["x-queue-mode", "x-queue-master-locator", "x-ha-policy"],
        unknown_exchange_type: 406,
    };

    /// The rules of a version such as `4.3`.
    #[must_use]
    pub fn like(version: &str) -> Option<Self> {
        match version {
            "3.10" => Some(Self::CLASSIC),
            "4.3" => Some(Self::NEWEST),
            _ => None,
        }
    }
}
