//! The pool against a scripted upstream.

use core::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::BodyExt as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{FetchError, Outgoing, Pool, Roots, Target, TargetError, fetch};
use crate::fault::Fault;

const LONG: Duration = Duration::from_secs(20);
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

async fn upstream() -> (TcpListener, Target) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = Target::parse(&format!("http://{}", listener.local_addr().unwrap()), LONG).unwrap();
    (listener, target)
}

fn request(body: &'static str) -> Request<Outgoing> {
    Request::post("/a").header("host", "a").body(Outgoing::Whole(Bytes::from_static(body.as_bytes()))).unwrap()
}

/// Reads one request whose body ends in `.`.
async fn hear(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    while heard.last() != Some(&b'.') {
        assert_ne!(stream.read_buf(&mut heard).await.unwrap(), 0, "closed after {heard:?}");
    }
    String::from_utf8(heard).unwrap()
}

async fn text(pool: &Pool, target: &Target) -> Result<String, Fault> {
    let response = pool.send(target, request("x."), LONG).await?;
    let body = response.into_body().collect().await.map_err(|_| Fault::UpstreamMalformed)?;
    Ok(String::from_utf8(body.to_bytes().to_vec()).unwrap())
}

#[tokio::test]
async fn a_complete_answer_gives_its_connection_back() {
    let (listener, target) = upstream().await;
    let pool = Pool::default();
    let script = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        for _ in 0..3 {
            let heard = hear(&mut stream).await;
            assert!(heard.contains("content-length: 2\r\n"), "{heard}");
            stream.write_all(OK.as_bytes()).await.unwrap();
        }
        stream
    });
    for _ in 0..3 {
        assert_eq!(text(&pool, &target).await, Ok("ok".to_owned()));
    }
    drop(script.await.unwrap());
}

#[tokio::test]
async fn a_dropped_answer_does_not() {
    let (listener, target) = upstream().await;
    let pool = Pool::default();
    let script = tokio::spawn(async move {
        let (mut first, _) = listener.accept().await.unwrap();
        hear(&mut first).await;
        first.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok").await.unwrap();
        let (mut second, _) = listener.accept().await.unwrap();
        hear(&mut second).await;
        second.write_all(OK.as_bytes()).await.unwrap();
    });
    drop(pool.send(&target, request("x."), LONG).await.unwrap());
    assert_eq!(text(&pool, &target).await, Ok("ok".to_owned()));
    script.await.unwrap();
}

#[tokio::test]
async fn a_connection_closed_while_idle_is_replaced() {
    let (listener, target) = upstream().await;
    let pool = Pool::default();
    let script = tokio::spawn(async move {
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            hear(&mut stream).await;
            stream.write_all(OK.as_bytes()).await.unwrap();
        }
    });
    assert_eq!(text(&pool, &target).await, Ok("ok".to_owned()));
    // The script has dropped the first connection before it accepts the second.
    assert_eq!(text(&pool, &target).await, Ok("ok".to_owned()));
    script.await.unwrap();
}

#[tokio::test]
async fn bytes_behind_an_answer_do_not_become_the_next() {
    let (listener, target) = upstream().await;
    let pool = Pool::default();
    let script = tokio::spawn(async move {
        let (mut first, _) = listener.accept().await.unwrap();
        hear(&mut first).await;
        first.write_all([OK, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"].concat().as_bytes()).await.unwrap();
        let (mut second, _) = listener.accept().await.unwrap();
        hear(&mut second).await;
        second.write_all(OK.as_bytes()).await.unwrap();
    });
    for _ in 0..2 {
        assert_eq!(text(&pool, &target).await, Ok("ok".to_owned()));
    }
    script.await.unwrap();
}

#[tokio::test]
async fn what_was_written_is_never_sent_twice() {
    let (listener, target) = upstream().await;
    let pool = Pool::default();
    let script = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        hear(&mut stream).await;
        stream.write_all(OK.as_bytes()).await.unwrap();
        hear(&mut stream).await;
        drop(stream);
        tokio::time::timeout(Duration::from_millis(50), listener.accept()).await.is_err()
    });
    assert_eq!(text(&pool, &target).await, Ok("ok".to_owned()));
    assert_eq!(text(&pool, &target).await, Err(Fault::UpstreamMalformed));
    assert!(script.await.unwrap(), "a second connection was made");
}

#[tokio::test]
async fn answers_that_are_none() {
    let large = format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "y".repeat(300_000));
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(101));
    for answer in [
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        "junk\r\n\r\n",
        &large,
        &many,
        "",
    ] {
        let (listener, target) = upstream().await;
        let pool = Pool::default();
        let answer = answer.to_owned();
        let script = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            hear(&mut stream).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        });
        assert_eq!(text(&pool, &target).await, Err(Fault::UpstreamMalformed));
        script.await.unwrap();
    }
}

#[tokio::test]
async fn the_deadline_covers_head_and_body() {
    let (listener, target) = upstream().await;
    let pool = Pool::default();
    let script = tokio::spawn(async move {
        let (mut silent, _) = listener.accept().await.unwrap();
        hear(&mut silent).await;
        let (mut slow, _) = listener.accept().await.unwrap();
        hear(&mut slow).await;
        slow.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok").await.unwrap();
        // Held open until the client gives up.
        slow.read(&mut [0]).await
    });
    let short = Duration::from_millis(50);
    let outcome = pool.send(&target, request("x."), short).await;
    assert_eq!(outcome.map(|_| ()).unwrap_err(), Fault::UpstreamTimeout);
    let response = pool.send(&target, request("x."), short).await.unwrap();
    assert!(response.into_body().collect().await.is_err());
    drop(script.await.unwrap());
}

#[tokio::test]
async fn nobody_there() {
    let (listener, target) = upstream().await;
    drop(listener);
    assert_eq!(text(&Pool::default(), &target).await, Err(Fault::UpstreamUnreachable));
}

#[tokio::test]
async fn fetches_one_document() {
    let (listener, _) = upstream().await;
    let url = format!("http://{}/keys?a=b", listener.local_addr().unwrap());
    tokio::spawn(async move {
        for answer in [OK, OK, "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"] {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut heard = vec![0; 1024];
            let read = stream.read(&mut heard).await.unwrap();
            assert!(heard[..read].starts_with(b"GET /keys?a=b HTTP/1.1\r\n"));
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let roots = Roots::native();
    assert_eq!(fetch(&url, &roots, 2, LONG).await, Ok(Bytes::from("ok")));
    assert_eq!(fetch(&url, &roots, 1, LONG).await, Err(FetchError::Body));
    assert_eq!(fetch(&url, &roots, 2, LONG).await, Err(FetchError::Status(http::StatusCode::FOUND)));
}

#[test]
fn targets() {
    let parse = |url| {
        Target::parse(url, LONG).map(|target| (target.host.to_string(), target.port, target.server_name.is_some()))
    };
    assert_eq!(parse("http://a"), Ok(("a".to_owned(), 80, false)));
    assert_eq!(parse("https://a.example:8443/"), Ok(("a.example".to_owned(), 8443, true)));
    assert_eq!(parse("http://[::1]:90"), Ok(("::1".to_owned(), 90, false)));
    assert_eq!(parse("a"), Err(TargetError::Malformed));
    assert_eq!(parse("/a"), Err(TargetError::Path));
    assert_eq!(parse("ftp://a"), Err(TargetError::Scheme));
    assert_eq!(parse("http://u@a"), Err(TargetError::UserInfo));
    assert_eq!(parse("http://a/b"), Err(TargetError::Path));
    assert_eq!(parse("http://a?b"), Err(TargetError::Path));
}
