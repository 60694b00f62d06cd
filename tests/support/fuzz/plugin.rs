//! What a native plugin answers: a status, and any bytes.

use vestibule_plugin::Response;
use vestibule_plugin_host::parse;

/// The first byte is the status, as a digit; the rest is the message. What is taken for a message is one.
pub fn plugin_answer(bytes: &[u8]) {
    let Some((status, message)) = bytes.split_first() else { return };
    let status = u32::from(status.wrapping_sub(b'0'));
    match parse(status, message) {
        Ok(reply) => {
            assert!(status < 2, "only these two statuses come with a message");
            let again = serde_json::to_vec(&Response::new(reply.clone())).unwrap();
            assert_eq!(parse(0, &again), Ok(reply), "what was understood can be said again");
        }
        Err(broken) => assert!(broken.to_string().len() < 8_192, "a reason is for reading"),
    }
}
