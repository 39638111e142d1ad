//! Which management API belongs to the broker.

use crate::amqp::Endpoint;
use crate::exit::Complaint;
use crate::management::Target;
use crate::tls::Tls;

/// The APIs to ask, and whether AMQP leads to the same broker. An API that was named `outright` (where, and its URL)
/// may be on another host, and then a queue of the same name on the AMQP host is another queue.
///
/// # Errors
/// The URL is wrong. The words never hold a password.
pub(super) fn targets(
    outright: Option<(&str, &str)>,
    endpoints: &[Endpoint],
) -> Result<(Vec<(Target, Tls)>, bool), Complaint> {
    let Some((origin, url)) = outright else {
        let derive =
            |at: &Endpoint| (Target::derive((&at.host, at.port), at.tls, &at.user, &at.password), at.trust.clone());
        return Ok((endpoints.iter().map(derive).collect(), true));
    };
    let (user, password) = endpoints.first().map_or(("guest", "guest"), |at| (at.user.as_str(), at.password.as_str()));
    let target = Target::parse(url, user, password).map_err(|why| {
        Complaint::usage(format!("{origin} is not the URL of a management API"))
            .because(why)
            .advise("write it like http://localhost:15672")
    })?;
    let host = target.host();
    let is_local = host == "localhost" || host == "::1" || host.starts_with("127.");
    let same = endpoints.iter().any(|at| at.host == host || (at.is_local() && is_local));
    let tls = endpoints.first().map(|at| at.trust.clone()).unwrap_or_default();
    Ok((vec![(target, tls)], same))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoints() -> Vec<Endpoint> {
        ["amqp://ann:s3cret@a.example", "amqps://[::1]:5555"].map(|url| Endpoint::parse(url).unwrap()).into()
    }

    #[test]
    fn each_broker_has_its_api() {
        let (found, same) = targets(None, &endpoints()).unwrap();
        let urls: Vec<_> = found.iter().map(|(target, _)| target.to_string()).collect();
        assert_eq!((urls.join(" ").as_str(), same), ("http://a.example:15672 https://[::1]:15671", true));
        assert_eq!(found[0].0.user(), "ann");
    }

    #[test]
    fn an_api_on_another_host_is_not_mixed_with_amqp() {
        for (url, expected) in [
            ("http://a.example:80", true),
            ("http://localhost:1", true),
            ("https://127.0.0.1/mq", true),
            ("http://b.example", false),
        ] {
            let (found, same) = targets(Some(("--api-url", url)), &endpoints()).unwrap();
            assert_eq!((found.len(), same), (1, expected), "{url}");
        }
    }

    #[test]
    fn a_wrong_url_is_told_by_where_it_stands() {
        let complaint = targets(Some(("RMQ_API_URL", "http://u:s3cret@h:99999")), &endpoints()).unwrap_err();
        assert_eq!(complaint.what, "RMQ_API_URL is not the URL of a management API");
        assert!(!format!("{complaint:?}").contains("s3cret"));
    }
}
