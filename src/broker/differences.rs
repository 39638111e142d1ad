//! In what this broker is not like RabbitMQ. A test compares the two by random sequences; what it finds is mended, or
//! stands here, and so in the man page of `rmq broker`.

/// All of them, each in a sentence or two.
pub const DIFFERENCES: [&str; 14] = [
    "Everything is in memory, on one node: durable queues and persistent messages are taken as such and end with the \
     broker. A quorum queue has one member.",
    "Not done, and refused with 540: streams, and basic.credit. There is no TLS, no SASL EXTERNAL, and no plugin but a \
     part of the management API; policies, limits, definitions and its web page are not in that part.",
    "As RabbitMQ's, the product is called RabbitMQ in connection.start, because clients behave differently towards \
     others; platform and information say what it is.",
    "tx.commit is over when it is answered. RabbitMQ closes a connection that sends a command while it commits.",
    "Unknown methods are 540 and malformed tables 502, where RabbitMQ drops the socket or answers 541. Tables nested \
     more than 128 deep are 502. A body longer than announced is 501; RabbitMQ waits for ever.",
    "Names of queues, exchanges, consumers and headers have to be UTF-8; keys and bodies may be any bytes. Of headers \
     with the same name the last counts.",
    "The protocol headers of AMQP 0-8 and 0-9 are answered with that of 0-9-1.",
    "With priorities, a message whose expiration is 0 goes at once when it comes to the head; RabbitMQ lets it stay \
     until the next delivery.",
    "Messages are dead-lettered before the next method is answered; in RabbitMQ that takes a moment. The same is true of \
     whatever happens behind an answer there.",
    "An exchange type that nobody knows is always 'unknown'; RabbitMQ calls it 'invalid' when it never heard the word.",
    "Message size is limited to 128 MiB, refused when it is announced and not when it is all there.",
    "Long terms in error texts stay on one line. Nested tables are compared without regard to the order of their fields.",
    "--like 4.3 denies what that version denies by default; everything else is as in 3.10. Two things it refuses where \
     4.3 says nothing and does something else, so that one hears of it: basic.qos with global (4.3 takes it as if it \
     were for each consumer) and x-queue-mode (4.3 does not look at it).",
    "The management API shows connections, channels and consumers at once, and the counters of a queue within a second; \
     RabbitMQ takes up to five.",
];
