//! Asking the management API for what is needed, in few and small answers.

use super::sample::Row;
use super::trouble::{Unanswered, no_vhost};
use crate::amqp::ShortStr;
use crate::management::{Client, Error, Overview};

/// Up to so many queues are asked for one by one, rather than listing what may be tens of thousands.
const FEW: usize = 20;

/// The overview, unless it is `known` already, and the queues of the virtual host: those with these names if there are
/// few, else all of them. A name that does not exist is left to the caller to miss.
///
/// # Errors
/// There is no such virtual host; whatever the API refuses.
pub(super) async fn ask(
    client: &Client,
    vhost: &str,
    names: Vec<&ShortStr>,
    known: Option<Overview>,
) -> Result<(Overview, Vec<Row>), Unanswered> {
    let explain = |error: Error| Unanswered::by(&error, client.target(), vhost);
    let overview = match known {
        Some(overview) => overview,
        None => client.overview().await.map_err(explain)?,
    };
    let list = async {
        client.queues(vhost).await.map_err(|error| match error {
            Error::NotFound => no_vhost(vhost).into(),
            error => explain(error),
        })
    };
    let one_by_one = !names.is_empty() && names.len() <= FEW && names.iter().all(|name| Client::can_name(name));
    let queues = if one_by_one {
        let mut queues = Vec::new();
        for name in names {
            match client.queue(vhost, name).await {
                Ok(queue) => queues.push(queue),
                // It may be the virtual host that is missing; the list tells.
                Err(Error::NotFound) => {
                    queues = list.await?;
                    break;
                }
                Err(error) => return Err(explain(error)),
            }
        }
        queues
    } else {
        list.await?
    };
    Ok((overview, queues.into_iter().map(|queue| Row::new(queue, vhost)).collect()))
}
