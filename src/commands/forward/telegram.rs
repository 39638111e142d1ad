//! `rmq forward telegram`: each message is a text in a chat.

use std::path::PathBuf;

use super::relay::{Receiver, RelayArgs, client, relay};
use super::split::split;
use super::verdict::Verdict;
use crate::amqp::Delivery;
use crate::commands::shared::{others_can_read, read_secret};
use crate::context::Context;
use crate::exit::{Complaint, Exit};
use crate::http::{Answer, Bytes, CONTENT_TYPE, HeaderMap, HeaderValue, Method, Request, Secrets, Url, parse_url};

/// Most characters of a text (<https://core.telegram.org/bots/api#sendmessage>). The API does not say there what a
/// character is; elsewhere it counts UTF-16 code units, of which a text never has fewer than of code points.
const LONGEST: usize = 4096;

/// Post each message as a text to a Telegram chat, through the Bot API
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Messages are posted one at a time and in order. A text of more than 4096
characters is posted in parts, cut at line ends; a part that was posted is not
posted again. What is no UTF-8, or blank, cannot be posted (--on-failure).

A message is acked when the API has answered \"ok\":true. When it says how long
to wait (429), it is left alone for so long; 5xx and network errors are tried
again, after pauses of up to 30 s, the message unacked meanwhile. Any other
answer is a refusal (--on-failure). Whatever was in hand when the connection or
the program ended comes again: a text can come twice, and none is lost. A server
that cannot be trusted ends the program (exit 5), and the messages stay; the
authority of one's own is named with --http-ca, as --tls-ca is for the broker.

Examples:
  rmq forward telegram --chat -1001234567890 --token-file ~/.bot-token -Q alerts
  rmq forward telegram --chat @mychannel --token-file /run/secrets/bot -e logs
  rmq forward telegram --chat 42 --token-file f --api-url http://localhost:8081")]
pub(super) struct Args {
    /// Chat to post to: its number, or @NAME of a channel
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    chat: String,

    /// File whose first line is the bot's token
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,

    /// Bot API server to use
    #[arg(long, value_name = "URL", default_value = "https://api.telegram.org")]
    api_url: String,

    #[command(flatten)]
    relay: RelayArgs,
}

struct Chat(serde_json::Value);

impl Args {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let chat = chat(&self.chat)?;
        let token = read_secret("token file", &self.token_file)?;
        let file = self.token_file.display();
        if others_can_read(&self.token_file) {
            context.output.warn(format!("others can read the token file {file}"));
        }
        let mut url = parse_url(&self.api_url)
            .map_err(|why| Complaint::usage("--api-url is not the address of a Bot API server").because(why))?;
        let token = token.trim();
        if !extend(&mut url, token) {
            return Err(Complaint::usage(format!("what is in the token file {file} is not a bot's token"))
                .because("a token is a number, a colon, and letters, digits, '_' and '-'")
                .into());
        }
        let mut secrets = Secrets::default();
        secrets.add(token);
        let client = client((Method::POST, url), &self.relay, secrets)?;
        // In a chat order matters, and more than one message a second is too many.
        relay(context, Chat(chat), client, 1, self.relay).await
    }
}

/// Adds the way to the method to the address of the server. False when the token is none: it must not lead elsewhere.
fn extend(url: &mut Url, token: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-');
    if token.is_empty() || !token.bytes().all(is_token) {
        return false;
    }
    url.set_query(None);
    url.set_fragment(None);
    match url.path_segments_mut() {
        Ok(mut path) => {
            path.pop_if_empty().push(&format!("bot{token}")).push("sendMessage");
            true
        }
        Err(()) => false,
    }
}

fn chat(text: &str) -> Result<serde_json::Value, Complaint> {
    match text.parse::<i64>() {
        Ok(number) => Ok(number.into()),
        Err(_) if text.len() > 1 && text.starts_with('@') => Ok(text.into()),
        Err(_) => Err(Complaint::usage("--chat is neither a number nor the @NAME of a channel")),
    }
}

impl Receiver for Chat {
    fn requests(&self, delivery: &mut Delivery, _queue: &str) -> Result<Vec<Request>, String> {
        let text = std::str::from_utf8(&delivery.message.body).map_err(|_| "the body is not UTF-8".to_owned())?;
        let requests: Vec<_> = split(text, LONGEST).into_iter().map(|part| self.request(part)).collect();
        if requests.is_empty() {
            Err("the body is blank, and a chat takes no blank texts".to_owned())
        } else {
            Ok(requests)
        }
    }

    fn judge(&self, answer: &Answer) -> Verdict {
        super::bot::judge(answer)
    }
}

impl Chat {
    fn request(&self, text: &str) -> Request {
        let body = serde_json::json!({"chat_id": self.0, "text": text}).to_string();
        let json = (CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Request { headers: HeaderMap::from_iter([json]), body: Bytes::from(body) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_to_its_method_and_nowhere_else() {
        let path = |server: &str, token: &str| {
            let mut url = parse_url(server).unwrap();
            extend(&mut url, token).then(|| url.to_string())
        };
        let way = "https://api.telegram.org/bot1:a_B-c/sendMessage";
        assert_eq!(path("https://api.telegram.org", "1:a_B-c").as_deref(), Some(way));
        assert_eq!(path("http://h/api/?q#f", "1:a").as_deref(), Some("http://h/api/bot1:a/sendMessage"));
        for token in ["", "a b", "../x", "1:a/x", "1:a?x", "1:\u{fc}"] {
            assert_eq!(path("http://h", token), None, "{token}");
        }
    }

    #[test]
    fn a_chat_is_a_number_or_a_name() {
        assert_eq!(chat("-100123").unwrap(), -100_123);
        assert_eq!(chat("@c").unwrap(), "@c");
        for text in ["", "@", "c", "1.5"] {
            assert!(chat(text).is_err(), "{text}");
        }
    }
}
