//! What is in PEM files (RFC 7468), and what is wrong with one that cannot be used.

use std::fs;
use std::path::Path;

use rustls::crypto::ring;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{Error, RootCertStore};

/// A file that cannot be used: what is wrong with it, why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile {
    /// What is wrong, as a clause that names the file.
    pub what: String,
    /// Why, where there is more to say.
    pub why: Option<String>,
    /// What the user can do about it.
    pub hint: Option<String>,
}

impl BadFile {
    fn new(what: String) -> Self {
        Self { what, why: None, hint: None }
    }

    fn because(self, why: &(impl ToString + ?Sized)) -> Self {
        Self { why: Some(why.to_string()), ..self }
    }

    fn advise(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

/// The authorities in a file.
pub(super) fn roots(file: &Path) -> Result<RootCertStore, BadFile> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates("CA", file, &read("CA", file)?)? {
        roots.add(certificate).map_err(|error| {
            BadFile::new(format!("the CA file {} holds what is no certificate", file.display())).because(&error)
        })?;
    }
    Ok(roots)
}

/// A certificate and its key, which fit.
pub(super) fn identity(certificate: &Path, key: Option<&Path>) -> Result<CertifiedKey, BadFile> {
    let bytes = read("certificate", certificate)?;
    let chain = certificates("certificate", certificate, &bytes)?;
    let private = match key {
        Some(key) => private_key(key, &read("key", key)?),
        None => private_key(certificate, &bytes).map_err(|bad| match bad.hint {
            Some(_) => bad,
            None => bad.advise("name the file with its private key with --tls-key"),
        }),
    }?;
    let key = key.unwrap_or(certificate).display();
    CertifiedKey::from_der(chain, private, &ring::default_provider()).map_err(|error| match error {
        Error::InconsistentKeys(_) => {
            BadFile::new(format!("the key in {key} does not fit the certificate in {}", certificate.display()))
                .advise("name the key that belongs to the certificate with --tls-key")
        }
        Error::InvalidCertificate(_) => {
            BadFile::new(format!("the certificate file {} holds what is no certificate", certificate.display()))
                .because(&error)
        }
        error => BadFile::new(format!("the key in {key} cannot be used"))
            .because(&error)
            .advise("keys of RSA (2048 bits or more), ECDSA (P-256, P-384) and Ed25519 can be"),
    })
}

/// A key without its certificate.
pub(super) fn lonely(key: &Path) -> BadFile {
    BadFile::new(format!("the key file {} is of no use without a certificate", key.display()))
        .advise("name the certificate with --tls-cert")
}

fn read(what: &str, file: &Path) -> Result<Vec<u8>, BadFile> {
    fs::read(file)
        .map_err(|error| BadFile::new(format!("cannot read the {what} file {}", file.display())).because(&error))
}

fn certificates(what: &str, file: &Path, bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, BadFile> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(bytes).collect();
    let found = found.map_err(|error| broken(what, file, &error))?;
    if !found.is_empty() {
        return Ok(found);
    }
    let bad = BadFile::new(format!("the {what} file {} holds no certificate", file.display()));
    Err(if is_der(bytes) {
        bad.because("it is not PEM")
            .advise(format!("turn it into PEM: openssl x509 -inform der -in {}", file.display()))
    } else {
        bad.because("a certificate in PEM begins with -----BEGIN CERTIFICATE-----")
    })
}

fn private_key(file: &Path, bytes: &[u8]) -> Result<PrivateKeyDer<'static>, BadFile> {
    let key = PrivateKeyDer::from_pem_slice(bytes);
    // Either kind of encryption says so in plain text: in the first line, or in a header behind it (RFC 1421).
    if bytes.windows(9).any(|word| word == b"ENCRYPTED") {
        let plain = format!("decrypt it: openssl pkey -in {} -out plain.pem", file.display());
        return Err(BadFile::new(format!("the key in {} is encrypted", file.display()))
            .because("a password for it cannot be given")
            .advise(plain));
    }
    key.map_err(|error| match error {
        PemError::NoItemsFound if is_der(bytes) => {
            BadFile::new(format!("the file {} holds no private key", file.display()))
                .because("it is not PEM")
                .advise(format!("turn it into PEM: openssl pkey -inform der -in {}", file.display()))
        }
        PemError::NoItemsFound => BadFile::new(format!("the file {} holds no private key", file.display()))
            .because("a key in PEM begins with -----BEGIN PRIVATE KEY-----"),
        error => broken("key", file, &error),
    })
}

fn broken(what: &str, file: &Path, error: &PemError) -> BadFile {
    // The library shows what it cannot read as numbers, and of a key that is more than anybody should see.
    let why = match error {
        PemError::MissingSectionEnd { .. } => "a block has a first line -----BEGIN ...----- and no last one",
        PemError::IllegalSectionStart { .. } => "the first line of a block is incomplete",
        PemError::Base64Decode(_) => "what is between the first and the last line of a block is not base64",
        _ => "it is damaged",
    };
    BadFile::new(format!("the {what} file {} is broken", file.display())).because(why)
}

/// True for what begins as a certificate or a key in DER does: a sequence with its length in two bytes.
fn is_der(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x30, 0x82])
}
