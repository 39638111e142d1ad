//! Owns choosing ports for servers that cannot be given port 0.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::fd::OwnedFd;

use rustix::net::{AddressFamily, SocketType, bind, getsockname, listen, socket};

/// Below 32768, where the kernel does not take ports for outgoing connections, and above the well-known ones.
const FIRST: u64 = 16_384;
const COUNT: u64 = 16_384;

/// A number that differs from process to process and from call to call.
pub fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// A loopback port that is free now; another process may still be faster.
pub fn free() -> u16 {
    loop {
        let port = u16::try_from(FIRST + random() % COUNT).expect("the range ends below 65536");
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
}

/// A loopback port on which connections are refused for as long as this value lives.
pub struct RefusedPort {
    /// Bound and not listening.
    socket: OwnedFd,
    port: u16,
}

impl RefusedPort {
    /// Takes one from the kernel.
    pub fn new() -> Self {
        let socket = socket(AddressFamily::INET, SocketType::STREAM, None).expect("a socket can be made");
        bind(&socket, &SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("loopback has a free port");
        let address = getsockname(&socket).expect("a bound socket has an address");
        let address = SocketAddr::try_from(address).expect("it is an internet address");
        Self { socket, port: address.port() }
    }

    /// Its number.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// From now on connections are accepted there.
    pub fn listen(self) -> TcpListener {
        listen(&self.socket, 16).expect("a bound socket can listen");
        self.socket.into()
    }
}

/// The port in a URL.
pub fn port_of(url: &str) -> u16 {
    let (_, rest) = url.rsplit_once(':').expect("a URL with a port");
    rest.split('/').next().and_then(|port| port.parse().ok()).expect("a number")
}
