//! From a request to its handler.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::{HeaderMap, Method, Request, Response};
use tokio::time::timeout;
use url::form_urlencoded;

use super::access::Who;
use super::answer::{Answer, Outcome};
use super::call::Call;
use super::routes::{self, Found, Route};
use super::server::Places;
use crate::broker::link::Hub;

/// How long the body of a request may take to come.
const BODY: Duration = Duration::from_secs(60);

/// Answers one request.
pub async fn answer(hub: &Hub, peer: SocketAddr, places: Places, request: Request<Incoming>) -> Response<Full<Bytes>> {
    handle(hub, peer, places, request).await.unwrap_or_else(|early| early).into_response()
}

async fn handle(hub: &Hub, peer: SocketAddr, places: Places, request: Request<Incoming>) -> Outcome {
    let found = routes::find(request.uri().path()).ok_or_else(Answer::missing)?;
    let method = request.method();
    if *method == Method::OPTIONS {
        return Ok(Answer::options(found.methods()));
    }
    // Without its body, which the server leaves out.
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let Some(route) = found.route(method) else { return Err(Answer::method_not_allowed(found.methods())) };
    let who = permitted(hub, peer, request.headers(), route, &found)?;
    let query = request.uri().query().unwrap_or_default();
    let query = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let reason = request.headers().get("x-reason").and_then(|reason| reason.to_str().ok()).map(str::to_owned);
    let body = body(request.into_body(), route.limit()).await?;
    let call = Call { who, names: found.names, query, body, reason, places };
    hub.with(|state| {
        let outcome = (route.act)(state, &call);
        state.settle_order();
        outcome
    })
}

/// Looks who asks, and whether they may: before the body is read.
fn permitted(hub: &Hub, peer: SocketAddr, headers: &HeaderMap, route: &Route, found: &Found) -> Outcome<Who> {
    let state = hub.lock();
    let who = Who::login(&state, headers, peer)?;
    let vhost = found.names.iter().find(|(name, _)| *name == "vhost").map(|(_, vhost)| vhost.as_str());
    who.expect(route.level, &state, vhost)?;
    Ok(who)
}

async fn body(incoming: Incoming, limit: usize) -> Outcome<Bytes> {
    match timeout(BODY, Limited::new(incoming, limit).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(Answer::too_large()),
        Ok(Err(_)) => Err(Answer::senseless()),
        Err(_) => Err(Answer::too_slow()),
    }
}
