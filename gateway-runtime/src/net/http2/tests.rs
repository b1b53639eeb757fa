//! The guard over a pipe, with hyper's part played by the test.

use core::time::Duration;
use std::io;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

use super::frame::PREFACE;
use super::guard::{Guard, Traffic};
use crate::denial::{Denial, Http2Code, Http2Excess};

type Told = Arc<Mutex<Vec<Denial>>>;

const HEAD: Duration = Duration::from_secs(10);

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

fn guarded() -> (DuplexStream, Guard<DuplexStream, impl Fn(&Denial) + Unpin>, Told) {
    let (client, server) = tokio::io::duplex(1024 * 1024);
    let told = Told::default();
    let telling = Arc::clone(&told);
    let tell = move |denial: &Denial| telling.lock().unwrap().push(denial.clone());
    (client, Guard::new(server, HEAD, Arc::<Traffic>::default(), tell), told)
}

/// What the client reads until the end.
async fn rest(client: &mut DuplexStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    client.read_to_end(&mut bytes).await.unwrap();
    bytes
}

fn goaway(last: u32, code: Http2Code) -> Vec<u8> {
    frame(7, 0, 0, &[last.to_be_bytes(), code.number().to_be_bytes()].concat())
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_not_changed() {
    let (mut client, mut guard, told) = guarded();
    let sent = [&PREFACE[..], &frame(4, 0, 0, &[]), &frame(1, 5, 1, &[0x82]), &frame(0, 1, 1, b"abc")].concat();
    for byte in &sent {
        client.write_u8(*byte).await.unwrap();
        assert_eq!(guard.read_u8().await.unwrap(), *byte);
    }
    let answer = [frame(4, 1, 0, &[]), frame(1, 4, 1, &[0x88]), frame(0, 1, 1, b"yes")].concat();
    guard.write_all(&answer).await.unwrap();
    let mut read = vec![0; answer.len()];
    client.read_exact(&mut read).await.unwrap();
    assert_eq!(read, answer);
    drop(client);
    assert_eq!(guard.read(&mut [0; 8]).await.unwrap(), 0);
    assert_eq!(*told.lock().unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn a_flood_ends_with_goaway_and_one_event() {
    let (mut client, mut guard, told) = guarded();
    let flood = frame(6, 0, 0, &[0; 8]).repeat(2000);
    let sent = [&PREFACE[..], &frame(1, 5, 7, &[0x82]), &flood].concat();
    client.write_all(&sent).await.unwrap();
    let mut taken = Vec::new();
    let ended = guard.read_to_end(&mut taken).await.unwrap_err();
    assert_eq!(ended.kind(), io::ErrorKind::ConnectionAborted);
    assert!(taken.len() < sent.len());
    assert!(guard.write_all(b"more").await.is_err());
    drop(guard);
    assert_eq!(rest(&mut client).await, goaway(7, Http2Code::EnhanceYourCalm));
    assert_eq!(*told.lock().unwrap(), [Denial::Http2Flood(Http2Excess::ControlFrames)]);
}

#[tokio::test(start_paused = true)]
async fn no_frame_is_written_into_another() {
    let (mut client, mut guard, _told) = guarded();
    let half = &frame(0, 0, 1, &[0; 100])[..50];
    guard.write_all(half).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    assert!(guard.read_u8().await.is_err());
    drop(guard);
    assert_eq!(rest(&mut client).await, half);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_preface_is_a_connection_error() {
    let (mut client, mut guard, told) = guarded();
    client.write_all(b"PRI * HTTP/3.0").await.unwrap();
    assert!(guard.read_to_end(&mut Vec::new()).await.is_err());
    drop(guard);
    assert_eq!(rest(&mut client).await, goaway(0, Http2Code::ProtocolError));
    assert_eq!(*told.lock().unwrap(), [Denial::Http2ProtocolError(Http2Code::ProtocolError)]);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_stalls_is_ended_after_its_time() {
    let half_frame = &frame(1, 5, 1, &[0x82; 20])[..15];
    for stalled in [&frame(1, 0, 1, &[0x82])[..], half_frame, &[0], &frame(6, 0, 0, &[0; 8])[..10]] {
        let (mut client, mut guard, told) = guarded();
        client.write_all(&[&PREFACE[..], stalled].concat()).await.unwrap();
        let started = tokio::time::Instant::now();
        assert!(guard.read_to_end(&mut Vec::new()).await.is_err());
        assert!(started.elapsed() >= HEAD && started.elapsed() < HEAD * 2);
        assert_eq!(*told.lock().unwrap(), [Denial::HeadTimeout], "{stalled:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_head_that_dribbles_has_no_more_time() {
    let (mut client, mut guard, told) = guarded();
    let reading = tokio::spawn(async move { guard.read_to_end(&mut Vec::new()).await });
    client.write_all(&[&PREFACE[..], &frame(1, 0, 1, &[0x82])].concat()).await.unwrap();
    let started = tokio::time::Instant::now();
    while !reading.is_finished() {
        tokio::time::sleep(HEAD / 4).await;
        let _ = client.write_all(&frame(9, 0, 1, &[])).await;
    }
    assert!(started.elapsed() < HEAD * 2, "{:?}", started.elapsed());
    assert_eq!(*told.lock().unwrap(), [Denial::HeadTimeout]);
}

#[tokio::test(start_paused = true)]
async fn a_message_may_take_its_time() {
    let (mut client, mut guard, told) = guarded();
    let data = frame(0, 1, 1, b"abc");
    client.write_all(&[&PREFACE[..], &frame(1, 4, 1, &[0x82]), &data[..10]].concat()).await.unwrap();
    let all = PREFACE.len() + 10 + data.len();
    let late = async {
        tokio::time::sleep(HEAD * 3).await;
        client.write_all(&data[10..]).await.unwrap();
    };
    let mut read = vec![0; all];
    tokio::join!(late, async { guard.read_exact(&mut read).await.unwrap() });
    assert_eq!(*told.lock().unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn errors_of_the_clients_are_told_once_each() {
    let (_client, mut guard, told) = guarded();
    let reset = |stream, code: Http2Code| frame(3, 0, stream, &code.number().to_be_bytes());
    for (stream, code) in [(1, Http2Code::ProtocolError), (3, Http2Code::NoError), (5, Http2Code::InternalError)] {
        guard.write_all(&reset(stream, code)).await.unwrap();
    }
    guard.write_all(&goaway(5, Http2Code::NoError)).await.unwrap();
    guard.write_all(&goaway(5, Http2Code::CompressionError)).await.unwrap();
    guard.write_all(&goaway(5, Http2Code::CompressionError)).await.unwrap();
    let expected = [Http2Code::ProtocolError, Http2Code::CompressionError].map(Denial::Http2ProtocolError);
    assert_eq!(*told.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn resets_that_the_client_brings_about_are_its_own() {
    let (mut client, mut guard, told) = guarded();
    let reset = frame(3, 0, 1, &Http2Code::StreamClosed.number().to_be_bytes());
    let mut count = 0;
    while guard.write_all(&reset).await.is_ok() {
        count += 1;
        assert!(count < 1000, "no budget for resets");
    }
    drop(guard);
    let read = rest(&mut client).await;
    assert!(read.ends_with(&goaway(0, Http2Code::EnhanceYourCalm)));
    assert_eq!(told.lock().unwrap().last(), Some(&Denial::Http2Flood(Http2Excess::Resets)));
}
