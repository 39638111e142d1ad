//! `rmq forward http`: each message is a request.

use std::path::PathBuf;

use clap::ValueEnum;

use super::headers::headers_of;
use super::relay::{Receiver, RelayArgs, client, relay};
use super::verdict::Verdict;
use crate::amqp::{Delivery, encode_line};
use crate::commands::shared::values::prefetch;
use crate::commands::shared::{others_can_read, read_secret};
use crate::context::Context;
use crate::exit::{Complaint, Exit};
use crate::http::{Answer, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, Method, Request, Secrets, parse_url};

/// Headers that belong to the connection or to the length of the body (RFC 9110, 7.6.1 and 8.6).
const OURS: [&str; 8] =
    ["connection", "content-length", "expect", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/// Post each message to an HTTP address
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A message is acked when the server has answered 2xx, and the answer was read.
When it says how long to wait (429), it is left alone for so long; 5xx and
network errors are tried again, after pauses of up to 30 s, the message unacked
meanwhile. Any other answer, redirects among them, is a refusal (--on-failure).
Whatever was in hand when the connection or the program ended comes again, with
RMQ-Redelivered: true. A message can come twice, and none is lost.

With --as body the content type and encoding are the message's (without one it
is application/octet-stream), and these headers tell the rest: RMQ-Queue,
RMQ-Exchange, RMQ-Routing-Key, RMQ-Redelivered; for each property that it has,
one such as RMQ-Message-Id or RMQ-Correlation-Id; for each of its headers
RMQ-Header-NAME. What HTTP cannot carry is left out: names with other characters
than letters, digits and !#$%&'*+-.^_`|~, values with control characters. With
--as json the body is what receive --format json prints, and tells it all.

A URL with a password or a key in it belongs into a file (--http-url-file),
where no process list shows it. The files of --tls-ca and --tls-cert are for the
broker; a server whose authority the system does not know is trusted with
--http-ca. One that cannot be trusted ends the program (exit 5), and the
messages stay. HTTP_PROXY, HTTPS_PROXY and NO_PROXY are heeded.

Examples:
  rmq forward http http://localhost:8080/in     the queue hello, by fours
  rmq forward http http://host/in -Q jobs --ordered --as json
  rmq forward http --http-url-file hook.url -Q jobs --on-failure reject
  rmq forward http http://host/in --http-header-file Authorization=key.txt")]
pub(super) struct Args {
    /// Where to post to
    #[arg(value_name = "URL", required_unless_present = "http_url_file")]
    target: Option<String>,

    /// File whose first line is the URL
    #[arg(long, value_name = "FILE", conflicts_with = "target")]
    http_url_file: Option<PathBuf>,

    /// What is posted: the body as it is, or a JSON object with all of the message
    #[arg(long = "as", value_enum, value_name = "WHAT", default_value_t = Image::Body)]
    image: Image,

    /// Method of the requests
    #[arg(long, value_enum, value_name = "METHOD", default_value_t = Verb::Post, ignore_case = true)]
    method: Verb,

    /// Header of each request, in place of one of the same name; repeat for several
    #[arg(long, value_name = "NAME=VALUE")]
    http_header: Vec<String>,

    /// The same, with the first line of a file as the value
    #[arg(long, value_name = "NAME=FILE")]
    http_header_file: Vec<String>,

    /// Requests at a time; the broker sends no more messages than these (prefetch)
    #[arg(short, long, value_name = "N", default_value = "4", value_parser = prefetch)]
    jobs: u16,

    /// Keep the order: one at a time, the next when the one before is acked
    #[arg(long, conflicts_with = "jobs")]
    ordered: bool,

    #[command(flatten)]
    relay: RelayArgs,
}

/// `--as`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Image {
    /// The body as it is, the rest in headers
    Body,
    /// One JSON object, as receive --format json prints it
    Json,
}

/// `--method`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Verb {
    /// POST
    #[value(name = "POST")]
    Post,
    /// PUT
    #[value(name = "PUT")]
    Put,
    /// PATCH
    #[value(name = "PATCH")]
    Patch,
}

struct Server {
    image: Image,
    own: Vec<(HeaderName, HeaderValue)>,
}

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let mut secrets = Secrets::default();
        let (url, origin) = match (&self.http_url_file, &self.target) {
            (Some(file), _) => {
                warn_of_readers(context, "URL file", file);
                (read_secret("URL file", file)?, "what is in --http-url-file")
            }
            (None, url) => (url.clone().unwrap_or_default(), "what is to be posted to"),
        };
        let url = parse_url(&url).map_err(|why| {
            Complaint::usage(format!("{origin} is not an HTTP URL"))
                .because(why)
                .advise("write it like http://localhost:8080/path")
        })?;
        let own = self.own_headers(context, &mut secrets)?;
        let method = match self.method {
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
            Verb::Patch => Method::PATCH,
        };
        let client = client((method, url), &self.relay, secrets)?;
        let jobs = if self.ordered { 1 } else { self.jobs };
        relay(context, Server { image: self.image, own }, client, jobs, self.relay).await
    }

    fn own_headers(
        &self,
        context: &Context,
        secrets: &mut Secrets,
    ) -> Result<Vec<(HeaderName, HeaderValue)>, Complaint> {
        let mut own = Vec::new();
        for text in &self.http_header {
            let (name, value) = assignment("--http-header", text)?;
            own.push((name, header_value("--http-header", value)?));
        }
        for text in &self.http_header_file {
            let (name, file) = assignment("--http-header-file", text)?;
            let file = PathBuf::from(file);
            warn_of_readers(context, "header file", &file);
            let secret = read_secret("header file", &file)?;
            let mut value = header_value("--http-header-file", &secret)?;
            value.set_sensitive(true);
            // Such as `Bearer` and the token behind it: a server may repeat the token alone.
            secrets.add(secret.rsplit(' ').next().unwrap_or_default());
            secrets.add(secret);
            own.push((name, value));
        }
        Ok(own)
    }
}

fn warn_of_readers(context: &Context, what: &str, file: &std::path::Path) {
    if others_can_read(file) {
        context.output.warn(format!("others can read the {what} {}", file.display()));
    }
}

/// Reads `NAME=VALUE`. What is wrong is said without the value, which may be a secret.
fn assignment<'a>(flag: &str, text: &'a str) -> Result<(HeaderName, &'a str), Complaint> {
    let wrong = |why: &str| Complaint::usage(format!("{flag} is not a header for a request")).because(why);
    let (name, value) = text.split_once('=').ok_or_else(|| wrong("it is not NAME=VALUE"))?;
    let name =
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong("what is before '=' is no name of a header"))?;
    if OURS.contains(&name.as_str()) {
        return Err(wrong(&format!("'{name}' is not for choosing")));
    }
    Ok((name, value))
}

fn header_value(flag: &str, value: &str) -> Result<HeaderValue, Complaint> {
    HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
        Complaint::usage(format!("{flag} is not a header for a request")).because("its value has a control character")
    })
}

impl Receiver for Server {
    fn requests(&self, delivery: &mut Delivery, queue: &str) -> Result<Vec<Request>, String> {
        let (mut headers, body) = match self.image {
            Image::Body => (headers_of(delivery, queue), std::mem::take(&mut delivery.message.body)),
            Image::Json => {
                let mut line = Vec::new();
                encode_line(&delivery.message, &mut line);
                (HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]), line.into())
            }
        };
        for (name, _) in &self.own {
            headers.remove(name);
        }
        for (name, value) in &self.own {
            let added = headers.try_append(name.clone(), value.clone());
            added.map_err(|_| "it has more headers than a request can have".to_owned())?;
        }
        Ok(vec![Request { headers, body }])
    }

    fn judge(&self, answer: &Answer) -> Verdict {
        if answer.status.is_success() {
            return Verdict::Done;
        }
        Verdict::of_status(answer.status.as_u16(), format!("answered {}", answer.summary()), answer.retry_after)
    }
}
