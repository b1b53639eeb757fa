//! The strict front check alone, a number of times: what callgrind counts.
//!
//! Each request comes in one read, as from a client that waits for its answers. `bare` reads the same without the check, so
//! that the difference is the check.

use core::hint::black_box;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::io;
use std::process::ExitCode;

use gateway_runtime::net::front::{Front, Limits};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A GET as a browser's script sends it: ten fields, with a bearer token of 600 bytes.
fn head() -> Vec<u8> {
    let token = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.".chars().chain("aGVsbG8tdGhlcmUtX3Rva2Vu".chars().cycle());
    let token: String = token.take(600).collect();
    format!(
        "GET /v2/orders/3f2b9a4e-5a0c-4d7e-9b52-0e6f4c1d2a33?limit=20&cursor=MjAyNi0wMS0wMQ HTTP/1.1\r\n\
         Host: api.orders.example\r\n\
         User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n\
         Accept: application/json\r\n\
         Accept-Language: en-GB,en;q=0.7,nl;q=0.3\r\n\
         Accept-Encoding: gzip, deflate, br, zstd\r\n\
         Authorization: Bearer {token}\r\n\
         Origin: https://shop.example\r\n\
         Referer: https://shop.example/orders\r\n\
         Cookie: theme=dark; consent=1\r\n\
         Connection: keep-alive\r\n\r\n"
    )
    .into_bytes()
}

/// The same head at every read.
struct Repeated(Vec<u8>);

impl AsyncRead for Repeated {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        buf.put_slice(&self.0);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Repeated {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// Whether as many reads each give the whole head.
fn all_read(mut stream: Pin<&mut impl AsyncRead>, head: &[u8], times: u32) -> bool {
    let mut cx = Context::from_waker(Waker::noop());
    let mut memory = vec![0; 8192];
    (0..times).all(|_| {
        let mut buf = ReadBuf::new(&mut memory);
        let passed = stream.as_mut().poll_read(&mut cx, &mut buf);
        matches!(passed, Poll::Ready(Ok(()))) && black_box(buf.filled()).len() == head.len()
    })
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, times] = arguments.as_slice() else { return usage() };
    let Ok(times) = times.parse::<u32>() else { return usage() };
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_time().build() else {
        return ExitCode::FAILURE;
    };
    let _entered = runtime.enter();
    let head = head();
    let repeated = Repeated(head.clone());
    let all_read = match what.as_str() {
        "bare" => all_read(pin!(repeated), &head, times),
        "checked" => {
            let limits = Limits { head: Duration::from_secs(10), idle: Duration::from_mins(1) };
            all_read(pin!(Front::new(repeated, limits)), &head, times)
        }
        _ => return usage(),
    };
    if all_read { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage() -> ExitCode {
    eprintln!("usage: bench-front bare|checked TIMES");
    ExitCode::from(2)
}
