//! Signatures with HMAC-SHA1 (RFC 5849 §3.4). SHA-1 is what the protocol has; as a MAC it is not known to be broken.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::percent_decode_str;
use sha1::Sha1;
use vestibule_plugin::encode;

/// Who signs.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// The client's name.
    pub key: &'a str,
    /// The client's secret.
    pub secret: &'a str,
    /// Token and token secret, once there is one.
    pub token: Option<(&'a str, &'a str)>,
}

impl Signer<'_> {
    /// The `Authorization` header of a request without a form (§3.5.1). `once` is nonce and time; `extra` are protocol
    /// parameters such as `oauth_callback`.
    pub fn header(&self, method: &str, url: &str, once: (&str, &str), extra: &[(&str, &str)]) -> String {
        let mut parameters = vec![
            ("oauth_consumer_key", self.key),
            ("oauth_nonce", once.0),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", once.1),
            ("oauth_version", "1.0"),
        ];
        parameters.extend(self.token.map(|(token, _)| ("oauth_token", token)));
        parameters.extend_from_slice(extra);
        let signature = sign(self, method, url, &parameters);
        parameters.push(("oauth_signature", &signature));
        let quoted = parameters.iter().map(|(name, value)| format!("{name}=\"{}\"", encode(value)));
        format!("OAuth {}", quoted.collect::<Vec<_>>().join(", "))
    }
}

/// The signature of a request (§3.4.2). `parameters` are all but those of the URL's query.
pub fn sign(signer: &Signer<'_>, method: &str, url: &str, parameters: &[(&str, &str)]) -> String {
    let secret = signer.token.map(|(_, secret)| secret).unwrap_or_default();
    let key = format!("{}&{}", encode(signer.secret), encode(secret));
    let text = base_string(method, url, parameters);
    // Any length is a key for HMAC (RFC 2104 §3), so there is no error to meet.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(key.as_bytes()) else { return String::new() };
    mac.update(text.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

/// What is signed (§3.4.1): method, URL without query, and all parameters in their order.
fn base_string(method: &str, url: &str, parameters: &[(&str, &str)]) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let of_query =
        query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let of_query = of_query.map(|(name, value)| (encode(&decode(name)), encode(&decode(value))));
    let mut all: Vec<(String, String)> =
        parameters.iter().map(|(n, v)| (encode(n), encode(v))).chain(of_query).collect();
    all.sort();
    let joined: Vec<String> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{method}&{}&{}", encode(&normal_address(address)), encode(&joined.join("&")))
}

/// Scheme and host in lower case, without the port that the scheme has anyway (§3.4.1.2).
fn normal_address(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    let default = if scheme == "http" { ":80" } else { ":443" };
    format!("{scheme}://{}{}", host.strip_suffix(default).unwrap_or(&host), if path.is_empty() { "/" } else { path })
}

/// Decodes one value of a form; what is not UTF-8 is replaced.
pub(crate) fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: (&str, &str) = ("dpf43f3p2l4k3l03", "kd94hf93k423kf44");

    /// The signatures of RFC 5849 §1.2, whose requests have no `oauth_version`.
    #[test]
    fn the_examples_of_the_standard() {
        let (key, secret) = KEY;
        let signer = Signer { key, secret, token: Some(("hh5s93j4hdidpola", "hdhd0244k9j7ao03")) };
        let token = [
            ("oauth_consumer_key", key),
            ("oauth_token", "hh5s93j4hdidpola"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "walatlh"),
            ("oauth_verifier", "hfdp7dh39dks9884"),
        ];
        assert_eq!(sign(&signer, "POST", "https://photos.example.net/token", &token), "gKgrFCywp7rO0OXSjdot/IHF7IU=");
        let signer = Signer { token: Some(("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")), ..signer };
        let photos = [
            ("oauth_consumer_key", key),
            ("oauth_token", "nnch734d00sl2jdk"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131202"),
            ("oauth_nonce", "chapoH"),
        ];
        let url = "http://photos.example.net/photos?file=vacation.jpg&size=original";
        assert_eq!(sign(&signer, "GET", url, &photos), "MdpQcU8iPSUjWoN/UDMsK2sui9I=");
    }

    /// RFC 5849 §3.4.1.1, where a form and a query meet, with names that stand twice and odd characters.
    #[test]
    fn the_base_string_of_the_standard() {
        let parameters = [
            ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "7d8f3e4a"),
            ("c2", ""),
            ("a3", "2 q"),
        ];
        let url = "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b";
        assert_eq!(
            base_string("POST", url, &parameters),
            "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26\
             c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26\
             oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
        );
    }

    #[test]
    fn forms_are_decoded() {
        for (text, decoded) in
            [("a%20b+c", "a b c"), ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%+1", "% 1"), ("%C3%A9", "é")]
        {
            assert_eq!(decode(text), decoded, "{text}");
        }
    }
}
