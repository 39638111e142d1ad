//! Why TLS did not come about, in a sentence that says which of the many reasons it was, and what to do about it.

use std::error::Error as StdError;
use std::io;
use std::time::{Duration, SystemTime};

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error};

use super::pem::BadFile;

/// A reason, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Trouble {
    /// Why.
    pub why: String,
    /// What the user can do about it.
    pub hint: String,
    /// Trying again is of no use: somebody has to change something first.
    pub lasting: bool,
}

/// The other side, as far as the words need it.
#[derive(Debug, Clone, Copy)]
pub struct Peer<'a> {
    /// The name that its certificate must have.
    pub name: &'a str,
    /// Whether we have a certificate to show.
    pub identified: bool,
    /// What to do if it does not speak TLS.
    pub if_plain: &'a str,
    /// What else there is to do.
    pub advice: &'static Advice,
}

/// What the user can be told to do, which is not the same everywhere.
#[derive(Debug)]
pub struct Advice {
    /// The option that says whom to trust.
    authority: &'static str,
    /// What to do where a client certificate is wanted.
    identity: &'static str,
    /// What else to do about a name that is not the certificate's.
    name: &'static str,
}

impl Advice {
    /// For a broker and its management API.
    pub const BROKER: Self = Self {
        authority: "--tls-ca",
        identity: "name yours with --tls-cert and --tls-key",
        name: "; ?server_name_indication=NAME in an AMQP URL expects another name",
    };
    /// For whoever is posted to.
    pub const RECEIVER: Self = Self {
        authority: "--http-ca",
        identity: "post to an address that wants none: rmq shows its own to brokers only",
        name: "",
    };
}

/// What was wrong with TLS, if that is among the causes of this error.
#[must_use]
pub fn trouble_in(error: &(dyn StdError + 'static), peer: Peer<'_>) -> Option<Trouble> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(trouble) = error.downcast_ref::<Trouble>() {
            return Some(trouble.clone());
        }
        if let Some(error) = error.downcast_ref::<Error>() {
            return Some(Trouble::explain(error, peer));
        }
        // What an I/O error wraps is not among its sources.
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = wrapped.map(|inner| inner as &(dyn StdError + 'static)).or_else(|| error.source());
    }
    None
}

impl Trouble {
    fn new(why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { why: why.into(), hint: hint.into(), lasting: true }
    }

    /// One that may pass: a server that is overloaded, or reads its certificates anew, says such things too.
    fn passing(why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { lasting: false, ..Self::new(why, hint) }
    }

    /// No authority is trusted at all.
    pub(super) fn without_roots(error: Option<&rustls_native_certs::Error>) -> Self {
        let because = error.map(|error| format!(": {error}")).unwrap_or_default();
        Self::new(
            format!("this system has no certificates of authorities to trust{because}"),
            "install them (package ca-certificates), or name a file with the broker's authority with --tls-ca",
        )
    }

    /// The host's name is none that a certificate can have.
    #[must_use]
    pub fn no_name(name: &str) -> Self {
        Self::new(format!("no certificate can be for the name '{name}'"), "name the host in the URL in another way")
    }

    /// The library does not work.
    pub(super) fn unusable(error: &Error) -> Self {
        Self::new(error.to_string(), "this is a mistake in rmq: please report it")
    }

    /// Puts an error of the TLS library into words.
    fn explain(error: &Error, peer: Peer<'_>) -> Self {
        match error {
            Error::InvalidCertificate(why) => certificate(why, peer),
            Error::AlertReceived(alert) => refused(*alert, peer),
            Error::InvalidMessage(_) => {
                Self::passing(format!("the server does not speak TLS ({error})"), peer.if_plain)
            }
            Error::PeerIncompatible(_) => Self::new(
                format!("the server has no version or cipher of TLS in common with rmq ({error})"),
                "enable TLS 1.2 or 1.3 at the server",
            ),
            Error::NoCertificatesPresented => Self::new("the server shows no certificate", "give the server one"),
            _ => Self::passing(format!("TLS failed: {error}"), "see the server's log"),
        }
    }
}

impl From<BadFile> for Trouble {
    fn from(bad: BadFile) -> Self {
        let why = bad.why.map_or_else(|| bad.what.clone(), |why| format!("{}: {why}", bad.what));
        Self::new(why, bad.hint.unwrap_or_else(|| "correct the file, or name another".to_owned()))
    }
}

/// The server's certificate was not accepted.
fn certificate(error: &CertificateError, peer: Peer<'_>) -> Trouble {
    match error {
        CertificateError::UnknownIssuer => Trouble::new(
            "the server's certificate is self-signed, or from an authority that is not trusted here (UnknownIssuer)",
            signed_by(peer),
        ),
        CertificateError::BadSignature => Trouble::new(
            "the server's certificate is not from the authority that is trusted here, but from another of the same name \
             (BadSignature)",
            signed_by(peer),
        ),
        CertificateError::NotValidForName => wrong_name(&[], peer),
        CertificateError::NotValidForNameContext { presented, .. } => wrong_name(presented, peer),
        CertificateError::Expired => expired("the server's certificate has expired".to_owned()),
        CertificateError::ExpiredContext { not_after, .. } => {
            expired(format!("the server's certificate expired on {}", date(*not_after)))
        }
        CertificateError::NotValidYet => early("the server's certificate is not valid yet".to_owned()),
        CertificateError::NotValidYetContext { not_before, .. } => {
            early(format!("the server's certificate is not valid before {}", date(*not_before)))
        }
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => Trouble::new(
            "the server shows the certificate of an authority as its own (CaUsedAsEndEntity)",
            "give the server a certificate that the authority has signed, or one made without CA:TRUE",
        ),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => Trouble::new(
            "the server's certificate is not meant for a server",
            "give the server one with the extended key usage serverAuth",
        ),
        other => Trouble::new(
            format!("the server's certificate cannot be accepted ({other})"),
            format!("give the server another certificate, or name its authority with {}", peer.advice.authority),
        ),
    }
}

fn signed_by(peer: Peer<'_>) -> String {
    format!("name a file with the certificate (PEM) of the authority that signed it with {}", peer.advice.authority)
}

fn wrong_name(presented: &[String], peer: Peer<'_>) -> Trouble {
    let names: Vec<_> = presented.iter().map(|name| format!("'{}'", bare(name))).collect();
    let held = if names.is_empty() { "another host".to_owned() } else { names.join(", ") };
    Trouble::new(
        format!("the server's certificate is for {held}, not for '{}'", peer.name),
        format!("name the host in the URL as the certificate does{}", peer.advice.name),
    )
}

/// The name in `DnsName("localhost")` or `IpAddress(127.0.0.1)`.
fn bare(presented: &str) -> &str {
    let inner = presented.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(presented).trim_matches('"')
}

fn expired(why: String) -> Trouble {
    Trouble::new(why, "have it renewed; or, if it has been, see that the server uses it, and look at the clock here")
}

fn early(why: String) -> Trouble {
    Trouble::new(why, "look at the clock of this machine")
}

fn date(time: UnixTime) -> String {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(time.as_secs());
    humantime::format_rfc3339_seconds(time).to_string()
}

/// The server ended the handshake with an alert (RFC 8446, 6.2).
fn refused(alert: AlertDescription, peer: Peer<'_>) -> Trouble {
    use AlertDescription as Alert;
    let ours = format!("the server does not accept the client certificate ({alert:?})");
    let trouble = match alert {
        Alert::CertificateRequired => {
            Trouble::new("the server wants a client certificate (CertificateRequired)", peer.advice.identity)
        }
        Alert::UnknownCA if peer.identified => {
            Trouble::new(ours, "use a certificate from an authority that the server trusts")
        }
        Alert::CertificateExpired if peer.identified => Trouble::new(ours, "it has expired: have it renewed"),
        Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateRevoked
        | Alert::CertificateUnknown
        | Alert::AccessDenied
        | Alert::DecryptError
        | Alert::HandshakeFailure
            if peer.identified =>
        {
            Trouble::new(ours, "see the server's log for the reason, and use another certificate with --tls-cert")
        }
        // What comes of it before TLS 1.3.
        Alert::HandshakeFailure | Alert::BadCertificate => Trouble::new(
            format!("the server broke off the TLS handshake ({alert:?}): it may want a client certificate"),
            format!("{}, or see the server's log", peer.advice.identity),
        ),
        Alert::ProtocolVersion => Trouble::new(
            "the server speaks no version of TLS that is still safe (ProtocolVersion)",
            "enable TLS 1.2 or 1.3 at the server",
        ),
        Alert::UnrecognisedName => Trouble::new(
            format!("the server does not know itself by the name '{}' (UnrecognisedName)", peer.name),
            "name the host in the URL as the server's certificate does",
        ),
        other => Trouble::new(format!("the server broke off the TLS handshake ({other:?})"), "see the server's log"),
    };
    Trouble { lasting: is_lasting(alert), ..trouble }
}

/// Whether an alert is about what somebody has to change: a certificate, a name, or what both sides have in common.
fn is_lasting(alert: AlertDescription) -> bool {
    use AlertDescription as Alert;
    matches!(
        alert,
        Alert::HandshakeFailure
            | Alert::NoCertificate
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::ProtocolVersion
            | Alert::InsufficientSecurity
            | Alert::UnrecognisedName
            | Alert::CertificateRequired
            | Alert::NoApplicationProtocol
    )
}

#[cfg(test)]
mod tests {
    use rustls::{InvalidMessage, PeerIncompatible};

    use super::*;

    fn words(error: &Error, identified: bool) -> String {
        let peer = Peer { name: "h", identified, if_plain: "speak plainly", advice: &Advice::BROKER };
        // As it comes: an I/O error around it, and around that the error of another library.
        let error = anyhow::Error::from(io::Error::new(io::ErrorKind::InvalidData, error.clone())).context("outside");
        let Trouble { why, hint, lasting } = trouble_in(error.as_ref(), peer).unwrap();
        format!("{why} | {hint} | {lasting}")
    }

    #[test]
    fn every_reason_has_its_own_words() {
        let of = |error: CertificateError| Error::InvalidCertificate(error);
        for (error, start) in [
            (of(CertificateError::UnknownIssuer), "the server's certificate is self-signed, or"),
            (of(CertificateError::BadSignature), "the server's certificate is not from the authority"),
            (of(CertificateError::NotValidForName), "the server's certificate is for another host, not for 'h'"),
            (of(CertificateError::Expired), "the server's certificate has expired |"),
            (of(CertificateError::NotValidYet), "the server's certificate is not valid yet |"),
            (of(CertificateError::InvalidPurpose), "the server's certificate is not meant for a server |"),
            (of(CertificateError::Revoked), "the server's certificate cannot be accepted ("),
            (Error::PeerIncompatible(PeerIncompatible::Tls12NotOffered), "the server has no version or cipher"),
            (Error::NoCertificatesPresented, "the server shows no certificate | give"),
        ] {
            let words = words(&error, false);
            assert!(words.starts_with(start) && words.ends_with("| true"), "{error:?}: {words}");
        }
        let passing = words(&Error::DecryptError, false);
        assert!(passing.starts_with("TLS failed: ") && passing.ends_with("| see the server's log | false"));
        let plain = words(&Error::InvalidMessage(InvalidMessage::InvalidContentType), false);
        assert!(plain.starts_with("the server does not speak TLS (") && plain.ends_with("| speak plainly | false"));
    }

    #[test]
    fn an_alert_is_read_with_what_we_have_shown() {
        use AlertDescription as Alert;
        for (alert, identified, start) in [
            (Alert::CertificateRequired, false, "the server wants a client certificate"),
            (Alert::HandshakeFailure, false, "the server broke off the TLS handshake (HandshakeFailure): it may want"),
            (Alert::HandshakeFailure, true, "the server does not accept the client certificate (HandshakeFailure)"),
            (Alert::UnknownCA, true, "the server does not accept the client certificate (UnknownCA) | use a"),
            (
                Alert::CertificateExpired,
                true,
                "the server does not accept the client certificate (CertificateExpired) | it",
            ),
            (Alert::CertificateRevoked, true, "the server does not accept the client certificate (CertificateRevoked)"),
            (Alert::UnknownCA, false, "the server broke off the TLS handshake (UnknownCA) |"),
            (Alert::ProtocolVersion, false, "the server speaks no version of TLS that is still safe"),
            (Alert::UnrecognisedName, false, "the server does not know itself by the name 'h'"),
            (Alert::DecryptError, true, "the server does not accept the client certificate (DecryptError)"),
            (Alert::InternalError, true, "the server broke off the TLS handshake (InternalError) |"),
        ] {
            let words = words(&Error::AlertReceived(alert), identified);
            assert!(words.starts_with(start), "{alert:?}: {words}");
        }
    }

    #[test]
    fn an_alert_lasts_that_is_about_certificates_names_or_versions() {
        // Of all that there are (RFC 8446, 6, and what went before), and one that nobody knows.
        let all = [
            0_u8, 10, 20, 21, 22, 30, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 60, 70, 71, 80, 86, 90, 100, 109,
            110, 111, 112, 113, 114, 115, 116, 120, 121, 200,
        ];
        for identified in [false, true] {
            let lasts = |alert: u8| words(&Error::AlertReceived(alert.into()), identified).ends_with("| true");
            let lasting: Vec<u8> = all.into_iter().filter(|alert| lasts(*alert)).collect();
            assert_eq!(lasting, [40, 41, 42, 43, 44, 45, 46, 48, 49, 70, 71, 112, 116, 120]);
        }
    }

    #[test]
    fn the_names_of_a_certificate_are_shown_without_their_kinds() {
        let presented = vec!["DnsName(\"a.example\")".to_owned(), "IpAddress(10.0.0.7)".to_owned(), "odd".to_owned()];
        let trouble =
            wrong_name(&presented, Peer { name: "h", identified: false, if_plain: "", advice: &Advice::RECEIVER });
        assert_eq!(trouble.why, "the server's certificate is for 'a.example', '10.0.0.7', 'odd', not for 'h'");
    }
}
