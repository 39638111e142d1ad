//! Why a binding is refused.

/// A binding that a headers exchange does not take. The text is RabbitMQ's, to be sent as 406 PRECONDITION_FAILED.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BindError {
    /// `x-match` is a text, but none of the four; the value as RabbitMQ prints it.
    #[error("Invalid x-match field value {0}; expected all, any, all-with-x, or any-with-x")]
    MatchValue(String),
    /// `x-match` is no text; its type and value as RabbitMQ prints them.
    #[error("Invalid x-match field type {kind} (value {value}); expected longstr")]
    MatchType {
        /// RabbitMQ's name of the type.
        kind: &'static str,
        /// The value as an Erlang term.
        value: String,
    },
}
