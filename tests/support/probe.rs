//! Owns asking a port whether it is a certain RabbitMQ node that is ready for clients.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use super::api::Api;

/// Long enough for a busy machine, short enough to ask again.
const ANSWER: Duration = Duration::from_secs(2);

/// Whether something accepts connections on `port`.
pub fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Whether `port` answers a protocol header with the `connection.start` of node `name`: a listening port
/// alone says nothing, as a server opens it before it can serve, and it could be another server's.
pub fn speaks_amqp(port: u16, name: &str) -> bool {
    start_frame(port).is_some_and(|frame| {
        let cluster_name = format!("{name}@");
        frame.starts_with(&[0, 10, 0, 10])
            && frame.windows(cluster_name.len()).any(|part| part == cluster_name.as_bytes())
    })
}

/// Whether `port` is the management API of node `name`.
pub fn serves_api(port: u16, name: &str) -> bool {
    let overview = Api::new(port).try_get(&["overview"]).ok().flatten();
    overview.is_some_and(|overview| overview["node"] == format!("{name}@localhost"))
}

/// The payload of the first frame that the server sends, if that is a method on channel 0.
fn start_frame(port: u16) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(ANSWER)).ok()?;
    stream.write_all(b"AMQP\0\0\x09\x01").ok()?;
    let mut head = [0; 7];
    stream.read_exact(&mut head).ok()?;
    let [1, 0, 0, size @ ..] = head else {
        return None;
    };
    let mut payload = vec![0; u32::from_be_bytes(size).min(65536) as usize];
    stream.read_exact(&mut payload).ok()?;
    Some(payload)
}
