//! The six tutorials, walked through with a process for each terminal that a reader would open, and the fourth
//! exchange type.

mod exchanges;
mod queues;
