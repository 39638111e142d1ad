//! From the files that the user names to a configuration of the TLS library, made once for all who need it.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use rustls::client::ResolvesClientCert;
use rustls::crypto::ring;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, RootCertStore};

use super::pem::{self, BadFile};
use super::trouble::Trouble;

/// The files, all PEM, that say whom to trust and who we are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// Certificates of the authorities to trust, in place of the system's.
    pub ca: Option<PathBuf>,
    /// The client certificate, and behind it those between it and its authority.
    pub certificate: Option<PathBuf>,
    /// Its private key; where none is named, it is in the file of the certificate.
    pub key: Option<PathBuf>,
}

impl Files {
    /// These, and `others` where these say nothing. A certificate and its key stay together.
    #[must_use]
    pub fn or(self, others: Self) -> Self {
        let ca = self.ca.or(others.ca);
        if self.certificate.is_some() || self.key.is_some() { Self { ca, ..self } } else { Self { ca, ..others } }
    }

    /// The same with each path turned into another.
    #[must_use]
    pub fn map(self, change: impl Fn(PathBuf) -> PathBuf) -> Self {
        Self { ca: self.ca.map(&change), certificate: self.certificate.map(&change), key: self.key.map(&change) }
    }
}

/// What a connection over TLS needs to know of both sides. Cheap to clone; read and made when it is first needed.
#[derive(Clone, Default)]
pub struct Tls(Arc<Parts>);

#[derive(Default)]
struct Parts {
    files: Files,
    material: OnceLock<Result<Material, BadFile>>,
    config: OnceLock<Result<Arc<ClientConfig>, Trouble>>,
}

/// What is in the files.
struct Material {
    roots: Option<Arc<RootCertStore>>,
    identity: Option<Arc<CertifiedKey>>,
}

impl Tls {
    /// With these files, of which none is read yet.
    #[must_use]
    pub fn new(files: Files) -> Self {
        Self(Arc::new(Parts { files, ..Parts::default() }))
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// True when there is a client certificate.
    #[must_use]
    pub fn is_identified(&self) -> bool {
        self.0.files.certificate.is_some()
    }

    /// Reads the files, so that what is wrong with them is known before anything is connected.
    ///
    /// # Errors
    /// The first file that cannot be used.
    pub fn read(&self) -> Result<(), BadFile> {
        self.material().map(|_| ())
    }

    /// The configuration for the TLS library.
    ///
    /// # Errors
    /// A file cannot be used; or no file says whom to trust, and neither does the system.
    pub fn config(&self) -> Result<Arc<ClientConfig>, Trouble> {
        self.0.config.get_or_init(|| self.make()).clone()
    }

    fn material(&self) -> Result<&Material, BadFile> {
        let material = self.0.material.get_or_init(|| Material::read(&self.0.files));
        material.as_ref().map_err(Clone::clone)
    }

    fn make(&self) -> Result<Arc<ClientConfig>, Trouble> {
        let material = self.material().map_err(Trouble::from)?;
        let roots = match &material.roots {
            Some(roots) => Arc::clone(roots),
            None => Arc::new(system_roots()?),
        };
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Trouble::unusable(&error))?
            .with_root_certificates(roots);
        Ok(Arc::new(match &material.identity {
            None => builder.with_no_client_auth(),
            Some(identity) => builder.with_client_cert_resolver(present(identity)),
        }))
    }
}

impl PartialEq for Tls {
    fn eq(&self, other: &Self) -> bool {
        self.0.files == other.0.files
    }
}

impl Eq for Tls {}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0.files, f)
    }
}

impl Material {
    fn read(files: &Files) -> Result<Self, BadFile> {
        let roots = files.ca.as_deref().map(pem::roots).transpose()?;
        let identity = match (&files.certificate, &files.key) {
            (Some(certificate), key) => Some(pem::identity(certificate, key.as_deref())?),
            (None, Some(key)) => return Err(pem::lonely(key)),
            (None, None) => None,
        };
        Ok(Self { roots: roots.map(Arc::new), identity: identity.map(Arc::new) })
    }
}

/// Shows a server the one certificate that there is, whichever authorities it says it knows.
fn present(identity: &Arc<CertifiedKey>) -> Arc<dyn ResolvesClientCert> {
    Arc::new(SingleCertAndKey::from(Arc::clone(identity)))
}

/// The authorities that the system trusts, or those that `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
fn system_roots() -> Result<RootCertStore, Trouble> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        return Err(Trouble::without_roots(found.errors.first()));
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(ca: &str, certificate: &str, key: &str) -> Files {
        let path = |text: &str| Some(PathBuf::from(text)).filter(|_| !text.is_empty());
        Files { ca: path(ca), certificate: path(certificate), key: path(key) }
    }

    #[test]
    fn a_certificate_and_its_key_are_not_mixed_with_others() {
        assert_eq!(files("", "c", "k").or(files("a", "d", "l")), files("a", "c", "k"));
        assert_eq!(files("b", "c", "").or(files("a", "d", "l")), files("b", "c", ""));
        assert_eq!(files("b", "", "").or(files("a", "d", "l")), files("b", "d", "l"));
        assert_eq!(files("", "", "").or(files("a", "", "")), files("a", "", ""));
    }

    #[test]
    fn what_is_not_needed_is_not_read() {
        let tls = Tls::new(files("/nowhere/ca.pem", "", ""));
        assert!(!tls.is_identified());
        assert_eq!(tls.read().unwrap_err().what, "cannot read the CA file /nowhere/ca.pem");
        assert!(tls.config().unwrap_err().why.contains("/nowhere/ca.pem"));
    }
}
