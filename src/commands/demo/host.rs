//! The broker that a demo plays against: on free ports, on a thread of its own, so that nothing the demo waits for
//! keeps it from working.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::thread::JoinHandle;

use anyhow::Context as _;
use tokio::sync::oneshot;

use crate::broker::{self, Hub, Settings};
use crate::exit::{Complaint, Exit};

/// A running broker. It ends with the process, or when it is stopped.
pub struct Host {
    /// Where it speaks AMQP.
    pub amqp: SocketAddr,
    /// Where its management API is.
    pub api: SocketAddr,
    hub: Hub,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<std::io::Result<()>>,
}

impl Host {
    /// Starts it.
    ///
    /// # Errors
    /// The operating system's: no port, no thread.
    pub fn start() -> anyhow::Result<Self> {
        let hub = Hub::new(&Settings::default(), None)
            .map_err(|why| Complaint::new(Exit::Failure, "cannot start a broker").because(why))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (amqp, api) = (listen()?, listen()?);
        let (stop, stopped) = oneshot::channel::<()>();
        let addresses = (amqp.local_addr()?, api.local_addr()?);
        let served = hub.clone();
        let serve = async move {
            let amqp = tokio::net::TcpListener::from_std(amqp)?;
            let api = tokio::net::TcpListener::from_std(api)?;
            let shutdown = async {
                // Whether it is told or forgotten, it ends.
                let _ = stopped.await;
            };
            broker::run(served, amqp, Some(api), shutdown).await
        };
        let thread = std::thread::Builder::new()
            .name("broker".to_owned())
            .spawn(move || runtime.block_on(serve))
            .context("cannot start a broker")?;
        Ok(Self { amqp: addresses.0, api: addresses.1, hub, stop, thread })
    }

    /// Measures its queues now rather than at the next full second: a queue that was never measured shows no counters.
    pub fn measure(&self) {
        self.hub.lock().sample();
    }

    /// Stops it: its clients are gone by now.
    ///
    /// # Errors
    /// What ended it before its time.
    pub async fn stop(self) -> anyhow::Result<()> {
        drop(self.stop);
        let joined = tokio::task::spawn_blocking(|| self.thread.join()).await?;
        match joined {
            Ok(ended) => ended.context("the broker ended before its time"),
            Err(_) => anyhow::bail!("the broker panicked"),
        }
    }
}

fn listen() -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("cannot listen on 127.0.0.1")?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}
