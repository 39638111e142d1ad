//! Owns an authority of the test's own, and the certificates that it signs.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, date_time_ymd,
};
use tempfile::TempDir;

use super::ports::random;
use super::scratch;

/// An authority with a directory for files in PEM.
pub struct Authority {
    dir: TempDir,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate and its key, as files in PEM.
#[derive(Clone, Debug)]
pub struct Identity {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

impl Authority {
    /// A new one, which nobody trusts yet.
    pub fn new() -> Self {
        Self::named(&format!("authority {:x}", random()))
    }

    /// One of this name, which another may have too.
    pub fn named(name: &str) -> Self {
        let dir = scratch::dir();
        let mut params = named(name, &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = key();
        let certificate = params.self_signed(&key).expect("an authority signs itself");
        fs::write(dir.path().join("ca.pem"), certificate.pem()).expect("the directory is writable");
        Self { dir, issuer: Issuer::new(params, key) }
    }

    /// Its directory.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Its certificate.
    pub fn ca(&self) -> String {
        self.path("ca.pem")
    }

    /// The name of a file in its directory.
    pub fn path(&self, name: &str) -> String {
        self.dir().join(name).to_string_lossy().into_owned()
    }

    /// A certificate for a server with these names and addresses.
    pub fn server(&self, names: &[&str]) -> Identity {
        self.sign("server", named("server", names), ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// One for this machine that nobody should accept any longer.
    pub fn expired_server(&self) -> Identity {
        let mut params = named("server", &["localhost", "127.0.0.1"]);
        (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2020, 2, 1));
        self.sign("expired", params, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// One for this machine that is for later.
    pub fn future_server(&self) -> Identity {
        let mut params = named("server", &["localhost", "127.0.0.1"]);
        (params.not_before, params.not_after) = (date_time_ymd(3000, 1, 1), date_time_ymd(3001, 1, 1));
        self.sign("future", params, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// One for this machine that nobody signed but itself; an authority's own, if it is to be one.
    pub fn self_signed_server(&self, is_authority: bool) -> Identity {
        let mut params = named("server", &["localhost", "127.0.0.1"]);
        if is_authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        let key = key();
        let certificate = params.self_signed(&key).expect("it signs itself");
        self.write("self", &certificate, &key)
    }

    /// A certificate for a client of this name.
    pub fn client(&self, name: &str) -> Identity {
        self.client_at(name, &[])
    }

    /// The same on a machine with these names and addresses.
    pub fn client_at(&self, name: &str, hosts: &[&str]) -> Identity {
        self.sign(name, named(name, hosts), ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn sign(&self, file: &str, mut params: CertificateParams, purpose: ExtendedKeyUsagePurpose) -> Identity {
        params.extended_key_usages = vec![purpose];
        let key = key();
        let certificate = params.signed_by(&key, &self.issuer).expect("the authority signs");
        self.write(file, &certificate, &key)
    }

    fn write(&self, file: &str, certificate: &Certificate, key: &KeyPair) -> Identity {
        let [cert_file, key_file] = ["cert", "key"].map(|part| self.dir().join(format!("{file}.{part}.pem")));
        fs::write(&cert_file, certificate.pem()).expect("the directory is writable");
        fs::write(&key_file, key.serialize_pem()).expect("the directory is writable");
        Identity { certificate: cert_file, key: key_file }
    }
}

impl Identity {
    /// The flags that show it to a server.
    pub fn flags(&self) -> [String; 4] {
        let [certificate, key] = [&self.certificate, &self.key].map(|file| file.to_string_lossy().into_owned());
        ["--tls-cert".to_owned(), certificate, "--tls-key".to_owned(), key]
    }
}

fn key() -> KeyPair {
    KeyPair::generate().expect("a key can be made")
}

fn named(name: &str, alternatives: &[&str]) -> CertificateParams {
    let alternatives: Vec<_> = alternatives.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(alternatives).expect("names of hosts");
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}
