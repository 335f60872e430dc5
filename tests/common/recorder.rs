//! A server that records its requests and returns scripted responses.
#![allow(dead_code)] // every test uses its own part

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// One request as it came over the wire.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Recorded {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// What to do with a request: the bytes to send back; `None` closes without a response.
pub type Respond = Box<dyn FnMut(&Recorded) -> Option<Vec<u8>> + Send>;

pub struct Recorder {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Recorded>>>,
}

impl Recorder {
    /// Starts to listen; `response` returns the response to each request, one at a time.
    pub fn start(response: impl FnMut(&Recorded) -> Option<Vec<u8>> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        let response: Arc<Mutex<Respond>> = Arc::new(Mutex::new(Box::new(response)));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                let (kept, response) = (Arc::clone(&kept), Arc::clone(&response));
                std::thread::spawn(move || serve(stream, &kept, &response));
            }
        });
        Self { address, requests }
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(stream: TcpStream, kept: &Mutex<Vec<Recorded>>, response: &Mutex<Respond>) {
    let mut out = stream.try_clone().unwrap();
    let mut read = BufReader::new(stream);
    while let Some(request) = read_request(&mut read) {
        kept.lock().unwrap().push(request.clone());
        let Some(bytes) = (response.lock().unwrap())(&request) else {
            return;
        };
        if out.write_all(&bytes).is_err() {
            return;
        }
    }
}

pub fn read_request(read: &mut impl BufRead) -> Option<Recorded> {
    let mut line = String::new();
    if read.read_line(&mut line).ok()? == 0 {
        return None;
    }
    let mut words = line.split(' ');
    let mut request = Recorded {
        method: words.next()?.to_owned(),
        target: words.next()?.to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    loop {
        let mut line = String::new();
        read.read_line(&mut line).ok()?;
        let line = line.trim_end();
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        request
            .headers
            .push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = request
        .header("content-length")
        .map_or(0, |length| length.parse().unwrap());
    request.body = vec![0; length];
    read.read_exact(&mut request.body).ok()?;
    Some(request)
}

/// The bytes of a response with a JSON body.
pub fn json_response(status: u16, body: &str) -> Vec<u8> {
    if status == 204 {
        return b"HTTP/1.1 204 No Content\r\n\r\n".to_vec();
    }
    response(
        status,
        &[("Content-Type", "application/json; charset=utf-8")],
        body,
    )
}

/// The bytes of a response.
pub fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut out = format!(
        "HTTP/1.1 {status} Any\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    out.push_str("\r\n");
    out.push_str(body);
    out.into_bytes()
}
