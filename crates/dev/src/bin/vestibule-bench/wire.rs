//! The client: one kept-alive HTTP/1.1 connection, one request at a time.
//!
//! It understands as much of HTTP as the measured servers send it (a status, headers, a body with its length) and refuses
//! the rest. A complete client costs more than some of the answers that are measured here, on the same processors.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The longest answer that is read. The list of 5,000 providers is more than a mebibyte.
const LIMIT: usize = 1 << 23;

/// A kept-alive connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// One answer, completely read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    head: &'a str,
    pub(crate) body: &'a [u8],
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(4096) })
    }

    /// Sends a request and reads its answer.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.buffer.clear();
        self.stream.write_all(request).await?;
        let frame = loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            match Frame::find(&self.buffer)? {
                Some(frame) if self.buffer.len() >= frame.end => break frame,
                _ if self.buffer.len() > LIMIT => return Err(refused("the answer is too long")),
                _ => {}
            }
        };
        if self.buffer.len() > frame.end {
            return Err(refused("there is more than one answer to one request"));
        }
        frame.read(&self.buffer)
    }
}

/// Sends a request that asks to close the connection, and reads all there is: what travels for one answer.
pub(crate) async fn load(address: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request).await?;
    let mut bytes = Vec::new();
    stream.take(LIMIT as u64).read_to_end(&mut bytes).await?;
    Ok(bytes)
}

/// A GET request with more header lines, each with its line end.
pub(crate) fn get(path: &str, lines: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost:3000\r\n{lines}\r\n").into_bytes()
}

/// A POST request with a form, and more header lines, each with its line end.
pub(crate) fn post(path: &str, lines: &str, form: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost:3000\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         {lines}Content-Length: {}\r\n\r\n{form}",
        form.len()
    )
    .into_bytes()
}

impl Answer<'_> {
    /// The values of all headers of that name.
    pub(crate) fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        headers(self.head, name)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    /// What the answer is, for the text of an error.
    pub(crate) fn summary(&self) -> String {
        let location = self.header("location").map(|location| format!(" to {location}")).unwrap_or_default();
        format!("the answer is {}{location} {}", self.status, String::from_utf8_lossy(self.body))
    }
}

fn headers<'a>(head: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let pairs = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
    pairs.filter(move |(candidate, _)| candidate.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// Where the parts of an answer end.
struct Frame {
    head: usize,
    end: usize,
}

impl Frame {
    /// `None` until the head is complete.
    fn find(bytes: &[u8]) -> io::Result<Option<Self>> {
        let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
        let text = str::from_utf8(&bytes[..head]).map_err(|_| refused("the head is not text"))?;
        let length = headers(text, "content-length").next().and_then(|length| length.parse::<usize>().ok());
        let length = length.ok_or_else(|| refused("the answer does not say how long it is"))?;
        if length > LIMIT {
            return Err(refused("the answer is too long"));
        }
        Ok(Some(Self { head, end: head + 4 + length }))
    }

    fn read(self, bytes: &[u8]) -> io::Result<Answer<'_>> {
        let head = str::from_utf8(&bytes[..self.head]).map_err(|_| refused("the head is not text"))?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| refused("the answer has no status"))?;
        Ok(Answer { status, head, body: &bytes[self.head + 4..self.end] })
    }
}

fn refused(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    const ANSWER: &str = "HTTP/1.1 303 See Other\r\nLocation: /next\r\nset-cookie: a=1\r\nSet-Cookie: b=2\r\n\
                          Content-Length: 2\r\n\r\nhi";

    #[test]
    fn an_answer_is_complete_or_not_yet_there() {
        for end in 0..ANSWER.len() {
            let part = &ANSWER.as_bytes()[..end];
            let complete = Frame::find(part).unwrap().is_some_and(|frame| frame.end <= part.len());
            assert!(!complete, "{end} bytes");
        }
        let answer = Frame::find(ANSWER.as_bytes()).unwrap().unwrap().read(ANSWER.as_bytes()).unwrap();
        assert_eq!((answer.status, answer.body), (303, b"hi".as_slice()));
        assert_eq!(answer.header("location"), Some("/next"));
        assert_eq!(answer.headers("SET-COOKIE").collect::<Vec<_>>(), ["a=1", "b=2"]);
        assert_eq!(answer.header("303"), None);
    }

    #[test]
    fn what_has_no_length_is_refused() {
        for head in ["transfer-encoding: chunked", "content-length: -1", "content-length: 99999999999", "x: y"] {
            let bytes = format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n");
            assert!(Frame::find(bytes.as_bytes()).is_err(), "{head}");
        }
        assert!(Frame::find(b"HTTP/1.1 \xff\r\n\r\n").is_err());
    }

    /// Answers every read with the next text, then closes.
    async fn server(texts: &'static [&'static str]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            for text in texts {
                let mut request = [0; 1024];
                assert_ne!(stream.read(&mut request).await.unwrap(), 0);
                stream.write_all(text.as_bytes()).await.unwrap();
            }
        });
        address
    }

    #[tokio::test]
    async fn one_connection_carries_many_requests() {
        let address = server(&[ANSWER, "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n"]).await;
        let mut connection = Connection::open(address).await.unwrap();
        let request = get("/", "");
        assert_eq!(connection.exchange(&request).await.unwrap().status, 303);
        assert_eq!(connection.exchange(&request).await.unwrap().status, 204);
        assert!(connection.exchange(&request).await.is_err(), "the server has closed");
    }

    #[tokio::test]
    async fn a_second_answer_is_not_taken_for_the_next_one() {
        let address = server(&["HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nab"]).await;
        let mut connection = Connection::open(address).await.unwrap();
        assert_eq!(
            connection.exchange(&get("/", "")).await.unwrap_err().to_string(),
            "there is more than one answer to one request"
        );
    }
}
