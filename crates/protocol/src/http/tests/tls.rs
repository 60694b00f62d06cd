//! Which certificates are believed, and that there is no way around them.

use std::{io::Write as _, net::TcpListener, sync::Arc};

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use vestibule_core::http::{HttpError, HttpFactory as _, Purpose};

use super::{answer, get, on_loopback};
use crate::http::{HttpOptions, ReqwestHttp, install_crypto_provider};

/// A certificate that signs itself, and a server that shows it. Returns its URL and the certificate in PEM.
fn serve(params: CertificateParams) -> (String, Vec<u8>) {
    serve_answering(params, "200 OK")
}

/// The same with any status line and headers.
fn serve_answering(params: CertificateParams, head: &str) -> (String, Vec<u8>) {
    let head = format!("{head}\r\nconnection: close");
    install_crypto_provider();
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let chain = vec![CertificateDer::from(certificate.der().to_vec())];
    let config = Arc::new(ServerConfig::builder().with_no_client_auth().with_single_cert(chain, private).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        while let Ok((socket, _)) = listener.accept() {
            let mut stream = StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), socket);
            // The handshake happens with the first read; one byte of the request is enough to answer.
            if std::io::Read::read(&mut stream, &mut [0; 4096]).is_ok_and(|read| read > 0) {
                let _ = stream.write_all(&answer(&head, b"{}"));
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    (url, certificate.pem().into_bytes())
}

/// NW-05: what was asked for under TLS is not asked for without it.
#[tokio::test]
async fn a_redirect_does_not_leave_tls() {
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let (url, pem) = serve_answering(params, "302 Found\r\nlocation: http://localhost:1/");
    let refused = ask(&url, vec![pem]).await.unwrap_err();
    assert!(matches!(refused, HttpError::Redirected { .. }), "{refused}");
}

/// NW-11: a server that knows nothing newer than TLS 1.1.
#[tokio::test]
async fn an_old_protocol_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        while let Ok((mut socket, _)) = listener.accept() {
            let _ = std::io::Read::read(&mut socket, &mut [0; 4096]);
            // RFC 4346 §7.4.1.3: a ServerHello of version 3.2 with TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA.
            let hello = [&[3, 2][..], &[7; 32], &[0, 0xc0, 0x13, 0]].concat();
            let message = [&[2, 0, 0, u8::try_from(hello.len()).unwrap()][..], &hello].concat();
            let record = [&[22, 3, 2, 0, u8::try_from(message.len()).unwrap()][..], &message].concat();
            let _ = socket.write_all(&record);
            // The client says why it leaves before it does.
            let _ = std::io::Read::read(&mut socket, &mut [0; 4096]);
        }
    });
    let refused = ask(&url, Vec::new()).await.unwrap_err();
    assert!(matches!(&refused, HttpError::Tls { reason, .. } if !reason.contains("certificate")), "{refused}");
}

async fn ask(url: &str, extra_ca: Vec<Vec<u8>>) -> Result<(), HttpError> {
    let http = ReqwestHttp::new(HttpOptions { extra_ca, ..HttpOptions::default() }).unwrap().client(&on_loopback());
    http.send(Purpose::Discovery, get(url)).await.map(|_| ())
}

/// NW-11: an authority counts when the configuration names it, and in no other way.
#[tokio::test]
async fn an_authority_of_the_configuration_is_trusted_and_an_unknown_one_is_not() {
    let (url, pem) = serve(CertificateParams::new(["localhost".to_owned()]).unwrap());
    let unknown = ask(&url, Vec::new()).await.unwrap_err();
    assert!(matches!(&unknown, HttpError::Tls { reason, .. } if reason.contains("certificate")), "{unknown}");
    assert_eq!(ask(&url, vec![pem]).await, Ok(()));
}

/// NW-11: trust in the authority does not make up for dates or a name.
#[tokio::test]
async fn a_trusted_certificate_must_still_fit() {
    let mut expired = CertificateParams::new(["localhost".to_owned()]).unwrap();
    expired.not_after = date_time_ymd(2020, 1, 1);
    let mut early = CertificateParams::new(["localhost".to_owned()]).unwrap();
    early.not_before = date_time_ymd(4000, 1, 1);
    let other_name = CertificateParams::new(["other.example".to_owned()]).unwrap();
    for (case, params) in [("expired", expired), ("not yet valid", early), ("other name", other_name)] {
        let (url, pem) = serve(params);
        let refused = ask(&url, vec![pem]).await.unwrap_err();
        assert!(matches!(refused, HttpError::Tls { .. }), "{case}: {refused}");
    }
}

/// UP-17: https was typed for a server that speaks http.
#[tokio::test]
async fn plain_http_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        while let Ok((mut socket, _)) = listener.accept() {
            let _ = socket.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        }
    });
    let refused = ask(&url, Vec::new()).await.unwrap_err();
    assert!(matches!(&refused, HttpError::Tls { reason, .. } if reason.contains("plain http")), "{refused}");
}
