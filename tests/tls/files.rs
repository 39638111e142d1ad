//! Files for TLS that cannot be used: what is wrong with which.

use std::fs;

use crate::support::{Authority, Cmd};

/// Holds `rmq send` to an error about its usage, with these flags in the authority's directory.
#[track_caller]
fn refused(authority: &Authority, flags: &[&str], stderr: &str) {
    let send = Cmd::rmq().args(["send", "hi", "--url", "amqps://localhost"]).args(flags).cwd(authority.dir());
    send.stderr_matches(stderr).status(2).run();
}

fn write(authority: &Authority, name: &str, text: impl AsRef<[u8]>) {
    fs::write(authority.dir().join(name), text).expect("the directory is writable");
}

fn read(authority: &Authority, name: &str) -> String {
    fs::read_to_string(authority.dir().join(name)).expect("a file")
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let authority = Authority::new();
    authority.client("ann");
    for (flags, what) in [
        (&["--tls-ca", "nowhere"][..], "CA"),
        (&["--tls-cert", "nowhere"], "certificate"),
        (&["--tls-cert", "ann.cert.pem", "--tls-key", "nowhere"], "key"),
    ] {
        let stderr =
            format!("error: cannot read the {what} file nowhere\n  why: No such file or directory (os error 2)\n");
        refused(&authority, flags, &stderr);
    }
}

#[test]
fn a_file_without_what_it_should_hold_is_named() {
    let authority = Authority::new();
    authority.client("ann");
    write(&authority, "empty.pem", "");
    for file in ["empty.pem", "ann.key.pem"] {
        let none = |what: &str| {
            format!(
                "error: the {what} file {file} holds no certificate\n  \
                 why: a certificate in PEM begins with -----BEGIN CERTIFICATE-----\n"
            )
        };
        refused(&authority, &["--tls-ca", file], &none("CA"));
        refused(&authority, &["--tls-cert", file, "--tls-key", "ann.key.pem"], &none("certificate"));
    }
    let none = "error: the file ann.cert.pem holds no private key\n  \
                why: a key in PEM begins with -----BEGIN PRIVATE KEY-----\n";
    refused(&authority, &["--tls-cert", "ann.cert.pem", "--tls-key", "ann.cert.pem"], none);
    let elsewhere = format!("{none}  try: name the file with its private key with --tls-key\n");
    refused(&authority, &["--tls-cert", "ann.cert.pem"], &elsewhere);
}

#[test]
fn a_key_needs_its_certificate() {
    let authority = Authority::new();
    authority.client("ann");
    authority.client("bob");
    let stderr = "error: the key file ann.key.pem is of no use without a certificate\n  \
                  try: name the certificate with --tls-cert\n";
    refused(&authority, &["--tls-key", "ann.key.pem"], stderr);
    let stderr = "error: the key in bob.key.pem does not fit the certificate in ann.cert.pem\n  \
                  try: name the key that belongs to the certificate with --tls-key\n";
    refused(&authority, &["--tls-cert", "ann.cert.pem", "--tls-key", "bob.key.pem"], stderr);
}

#[test]
fn a_key_that_is_encrypted_is_told_how_to_be_read() {
    let authority = Authority::new();
    authority.client("ann");
    let new = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n\
               -----END RSA PRIVATE KEY-----\n";
    for text in [new, old] {
        write(&authority, "key.pem", text);
        let stderr = "error: the key in key.pem is encrypted\n  why: a password for it cannot be given\n  \
                      try: decrypt it: openssl pkey -in key.pem -out plain.pem\n";
        refused(&authority, &["--tls-cert", "ann.cert.pem", "--tls-key", "key.pem"], stderr);
    }
}

#[test]
fn a_file_that_is_broken_is_said_to_be_how() {
    let authority = Authority::new();
    authority.client("ann");
    let ca = read(&authority, "ca.pem");
    let body = ca.lines().nth(1).expect("a line of base64").to_owned();
    for (text, why) in [
        (ca.replace("-----END CERTIFICATE-----", ""), "a block has a first line -----BEGIN ...----- and no last one"),
        (
            ca.replace("-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE"),
            "the first line of a block is incomplete",
        ),
        (ca.replace(&body, "%%%%"), "what is between the first and the last line of a block is not base64"),
    ] {
        write(&authority, "broken.pem", text);
        refused(
            &authority,
            &["--tls-ca", "broken.pem"],
            &format!("error: the CA file broken.pem is broken\n  why: {why}\n"),
        );
    }
    // Base64, and not of a certificate.
    write(&authority, "broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let stderr = "error: the CA file broken.pem holds what is no certificate\n  why: [..]\n";
    refused(&authority, &["--tls-ca", "broken.pem"], stderr);
    let stderr = "error: the certificate file broken.pem holds what is no certificate\n  why: [..]\n";
    refused(&authority, &["--tls-cert", "broken.pem", "--tls-key", "ann.key.pem"], stderr);
    write(&authority, "key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    let stderr = "error: the key in key.pem cannot be used\n  why: [..]\n  \
                  try: keys of RSA (2048 bits or more), ECDSA (P-256, P-384) and Ed25519 can be\n";
    refused(&authority, &["--tls-cert", "ann.cert.pem", "--tls-key", "key.pem"], stderr);
}

#[test]
fn a_file_in_der_is_told_how_to_become_pem() {
    let authority = Authority::new();
    authority.client("ann");
    write(&authority, "ca.der", [0x30, 0x82, 0x01, 0x0a]);
    let stderr = "error: the CA file ca.der holds no certificate\n  why: it is not PEM\n  \
                  try: turn it into PEM: openssl x509 -inform der -in ca.der\n";
    refused(&authority, &["--tls-ca", "ca.der"], stderr);
    let stderr = "error: the file ca.der holds no private key\n  why: it is not PEM\n  \
                  try: turn it into PEM: openssl pkey -inform der -in ca.der\n";
    refused(&authority, &["--tls-cert", "ann.cert.pem", "--tls-key", "ca.der"], stderr);
}

#[test]
fn who_needs_no_connection_needs_no_files() {
    let args = ["completions", "bash", "--tls-ca", "/nowhere"];
    Cmd::rmq().args(args).stdout_matches("_rmq[..]\n...\n").run();
}
