//! A server that is spoken to under TLS, with a certificate of an authority of its own.

#![expect(clippy::unwrap_used, reason = "only tests are built from this")]

mod support;

use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use support::{key, open_url, sign_in};
use vestibule_store::conformance::{PostgresServer, TlsIdentity};

/// An authority, and in PEM what it says: its own certificate, and that somebody is `localhost`.
fn authority() -> (String, TlsIdentity) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    (authority.pem(), TlsIdentity { certificate: certificate.pem(), key: key.serialize_pem() })
}

/// Whose server it is has to be proven, by an authority that the URL names; and what goes wrong is said without the
/// password.
#[tokio::test]
async fn a_server_is_believed_by_its_certificate() {
    let (ours, identity) = authority();
    let server = PostgresServer::start_with_tls(&identity);
    server.run("create user locked password 'canary'");
    server.run("create database ours owner locked");
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (ours, other) = (file("ours.pem", &ours), file("other.pem", &authority().0));
    let (nonsense, absent) = (file("nonsense.pem", "canary"), folder.path().join("absent.pem").display().to_string());
    let url =
        |host: &str, options: &str| format!("postgres://locked:canary@{host}:{}/ours?{options}", server.tls_port());
    let verified = |host: &str, authority: &str| url(host, &format!("sslmode=verify-full&sslrootcert={authority}"));
    let open = async |url: String| open_url(&url, Path::new("/nowhere"), &[key(1)]).await;

    let insecure = "no secure connection; check `sslmode` and `sslrootcert`";
    for (case, url, expected) in [
        ("an unknown authority", url("localhost", "sslmode=verify-full"), insecure),
        ("another authority", verified("localhost", &other), insecure),
        ("another host", verified("127.0.0.1", &ours), insecure),
        ("no certificate in the file", verified("localhost", &nonsense), insecure),
        ("no such file", verified("localhost", &absent), insecure),
        ("without TLS", url("localhost", "sslmode=disable"), "it rejects this user or password"),
    ] {
        let error = open(url).await.err().unwrap_or_else(|| panic!("{case}"));
        let said = error.to_string();
        assert!(said.contains(expected), "{case}: {said}");
        assert!(!format!("{error:?} {said}").contains("canary"), "{case}: {error:?}");
    }

    let store = open(verified("localhost", &ours)).await.unwrap();
    sign_in(store.as_ref(), "jane", 1).await;
    let secure = "select count(*) > 1 and bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) \
                  where usename = 'locked'";
    assert_eq!(server.run(secure), "t", "all of its connections, the one that listens as well");
}
