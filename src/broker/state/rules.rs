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
    /// Queue arguments that mean nothing any more, and are denied.
    pub removed_arguments: &'static [&'static str],
    /// Whether `x-queue-master-locator` may be given.
    pub master_locator: bool,
    /// Versions of classic queues that there are.
    pub queue_versions: &'static [i64],
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
        master_locator: true,
        queue_versions: &[1, 2],
        unknown_exchange_type: 503,
    };

    /// RabbitMQ 4.3 as it is configured by default.
    pub const NEWEST: Self = Self {
        version: "4.3.0",
        transient_queues: false,
        global_qos: false,
        removed_arguments: &["x-queue-mode"],
        master_locator: false,
        queue_versions: &[2],
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

/// The words with which RabbitMQ 4.3 denies a feature that it has deprecated.
#[must_use]
pub fn denied(feature: &str) -> String {
    format!(
        "Feature `{feature}` is deprecated.\nBy default, this feature is not permitted anymore.\nThe feature will be \
         removed from a future major RabbitMQ version, regardless of the configuration; actual version to be \
         determined.\nTo continue using this feature when it is not permitted by default, set the following parameter \
         in your configuration:\n    \"deprecated_features.permit.{feature} = true\""
    )
}
