//! A certificate of ours: to whom it is shown.

use std::{io::Write as _, net::TcpListener, sync::Arc};

use rcgen::{CertificateParams, KeyPair};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};
use vestibule_core::{
    http::{HttpFactory as _, NetworkScope, Purpose, TlsIdentity},
    secret::Secret,
};

use super::{answer, get, on_loopback};
use crate::http::{HttpOptions, ReqwestHttp, install_crypto_provider};

fn identity() -> TlsIdentity {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["client.example".to_owned()]).unwrap().self_signed(&key).unwrap();
    TlsIdentity { certificate: certificate.pem(), key: Secret::new(key.serialize_pem()) }
}

/// A server that asks for `known` and answers with what it was shown. Returns its URL and its own certificate.
fn serve(known: &TlsIdentity) -> (String, Vec<u8>) {
    install_crypto_provider();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(known.certificate.as_bytes()).unwrap()).unwrap();
    let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).allow_unauthenticated().build().unwrap();
    let chain = vec![CertificateDer::from(certificate.der().to_vec())];
    let config = ServerConfig::builder().with_client_cert_verifier(verifier).with_single_cert(chain, private).unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        while let Ok((socket, _)) = listener.accept() {
            let mut stream = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), socket);
            if std::io::Read::read(&mut stream, &mut [0; 4096]).is_ok_and(|read| read > 0) {
                let shown: &[u8] = if stream.conn.peer_certificates().is_some() { b"shown" } else { b"none" };
                let _ = stream.write_all(&answer("200 OK\r\nconnection: close", shown));
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    (url, certificate.pem().into_bytes())
}

/// MT-02: for what the client asks, and for nothing that anybody may ask.
#[tokio::test]
async fn a_certificate_is_shown_for_the_clients_own_requests() {
    let own = identity();
    let (url, pem) = serve(&own);
    let factory = ReqwestHttp::new(HttpOptions { extra_ca: vec![pem], ..HttpOptions::default() }).unwrap();
    let http = factory.client(&NetworkScope { identity: Some(own), ..on_loopback() });
    let others = factory.client(&on_loopback());
    for (purpose, shown) in [
        (Purpose::Token, true),
        (Purpose::PushedAuthorization, true),
        (Purpose::Userinfo, true),
        (Purpose::Extra, true),
        (Purpose::Discovery, false),
        (Purpose::Keys, false),
        (Purpose::Authorization, false),
    ] {
        let wanted = if shown { "shown" } else { "none" };
        assert_eq!(http.send(purpose, get(&url)).await.unwrap().body(), wanted, "{purpose:?}");
        assert_eq!(others.send(purpose, get(&url)).await.unwrap().body(), "none", "{purpose:?}: another provider");
    }
}
