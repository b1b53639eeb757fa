use std::fs;

use http_body::Body as _;
use http_body_util::BodyExt as _;

use super::*;

fn spool(folder: &Path, memory_bytes: usize, max_bytes: u64) -> Spool {
    Spool::new(Arc::from(folder), SpoolLimits { memory_bytes, max_bytes })
}

fn data(length: usize, seed: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at / 7 + at % 251 + seed) % 256).unwrap()).collect()
}

async fn read(spooled: &Spooled) -> Result<Vec<u8>, SpoolError> {
    let mut body = spooled.body();
    let mut read = Vec::new();
    assert_eq!(body.size_hint().exact(), Some(spooled.length()));
    while let Some(frame) = body.frame().await {
        let piece = frame?.into_data().unwrap();
        assert!(spooled.bytes().is_some() || piece.len() <= PIECE_BYTES);
        read.extend_from_slice(&piece);
        assert_eq!(body.size_hint().exact(), Some(spooled.length() - read.len() as u64));
    }
    assert!(body.is_end_stream() && body.frame().await.is_none());
    Ok(read)
}

#[tokio::test]
async fn few_bytes_stay_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    for length in [0, 1, 999, 1000] {
        let mut spool = spool(&missing, 1000, 1 << 20);
        for piece in data(length, 1).chunks(7) {
            spool.write(piece).await.unwrap();
        }
        let spooled = spool.finish().await.unwrap();
        assert_eq!((spooled.length(), spooled.bytes().map(Bytes::len)), (length as u64, Some(length)));
        assert_eq!(read(&spooled).await, Ok(data(length, 1)));
    }
}

#[tokio::test]
async fn more_bytes_are_in_a_file_without_a_name() {
    let folder = tempfile::tempdir().unwrap();
    for (length, piece) in
        [(1001, 1), (1001, 5000), (1 << 20, 4096), ((3 << 20) + 5, 1_000_000), (PIECE_BYTES * 2, 99_999)]
    {
        let data = data(length, 2);
        let mut spool = spool(folder.path(), 1000, 1 << 30);
        for piece in data.chunks(piece) {
            spool.write(piece).await.unwrap();
            assert!(spool.memory.len() <= PIECE_BYTES && spool.memory.capacity() <= PIECE_BYTES * 2);
        }
        assert!(matches!(spool.file, Place::File(_)));
        assert_eq!(spool.length(), length as u64);
        let spooled = spool.finish().await.unwrap();
        assert_eq!(spooled.bytes(), None);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let (first, second) = tokio::join!(read(&spooled), read(&spooled));
        assert!(first.as_ref() == Ok(&data) && second == first);
    }
}

/// The space of a file is given back when the last reader is gone.
#[tokio::test]
async fn nothing_is_left_open() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let entries = fs::read_dir("/proc/self/fd").unwrap().flatten();
        let is_ours = |path: &Path| path.starts_with(folder.path());
        entries.filter(|entry| fs::read_link(entry.path()).is_ok_and(|path| is_ours(&path))).count()
    };
    let mut spool = spool(folder.path(), 0, 1 << 20);
    spool.write(b"data").await.unwrap();
    spool.write(&data(PIECE_BYTES, 0)).await.unwrap();
    assert_eq!(open(), 1);
    let spooled = spool.finish().await.unwrap();
    let body = spooled.body();
    drop(spooled);
    assert_eq!(open(), 1);
    drop(body);
    assert_eq!(open(), 0);
}

#[tokio::test]
async fn limits_are_final() {
    let folder = tempfile::tempdir().unwrap();
    for memory_bytes in [0, 4, 100] {
        let mut spool = spool(folder.path(), memory_bytes, 10);
        assert_eq!(spool.write(b"12345").await, Ok(()));
        assert_eq!(spool.write(b"67890").await, Ok(()));
        assert_eq!(spool.write(b"").await, Ok(()));
        assert_eq!(spool.write(b"1").await, Err(SpoolError::TooLarge));
        assert_eq!(spool.write(b"").await, Err(SpoolError::TooLarge));
        assert!(spool.memory.is_empty());
        assert_eq!(spool.finish().await.map(|spooled| spooled.length()), Err(SpoolError::TooLarge));
    }
}

#[tokio::test]
async fn a_full_disk_is_told_apart() {
    let full = || fs::OpenOptions::new().read(true).write(true).open("/dev/full").unwrap();
    let mut spool = spool(Path::new("/"), 0, 1 << 20);
    spool.file = Place::File(full());
    assert_eq!(spool.write(&data(PIECE_BYTES, 0)).await, Ok(()));
    assert_eq!(spool.write(b"1").await, Err(SpoolError::DiskFull));
    assert_eq!(spool.write(b"1").await, Err(SpoolError::DiskFull));
    let mut spool = self::spool(Path::new("/"), 0, 1 << 20);
    spool.file = Place::File(full());
    assert_eq!(spool.write(b"1").await, Ok(()));
    assert_eq!(spool.finish().await.map(|spooled| spooled.length()), Err(SpoolError::DiskFull));
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = spool(&folder.path().join("missing"), 0, 1 << 20);
    assert_eq!(spool.write(b"1").await, Err(SpoolError::Io(io::ErrorKind::NotFound)));
    assert_eq!(spool.finish().await.map(|spooled| spooled.length()), Err(SpoolError::Io(io::ErrorKind::NotFound)));
}

/// A write that is given up half way leaves nobody knows what, so there is no more.
#[tokio::test]
async fn an_abandoned_write_is_final() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = spool(folder.path(), 0, 1 << 20);
    {
        let mut writing = core::pin::pin!(spool.write(b"12"));
        let first = core::future::poll_fn(|cx| core::task::Poll::Ready(writing.as_mut().poll(cx))).await;
        assert!(first.is_pending());
    }
    assert_eq!(spool.write(b"3").await, Err(SpoolError::Io(io::ErrorKind::Interrupted)));
    assert_eq!(spool.finish().await.map(|spooled| spooled.length()), Err(SpoolError::Io(io::ErrorKind::Interrupted)));
}

/// A file that lost bytes is an error, and no shorter body.
#[tokio::test]
async fn a_shortened_file_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut spool = spool(folder.path(), 0, 1 << 20);
    spool.write(&data(PIECE_BYTES + 10, 0)).await.unwrap();
    let spooled = spool.finish().await.unwrap();
    let Source::File(file) = &spooled.source else { panic!("{spooled:?}") };
    file.set_len(PIECE_BYTES as u64 + 1).unwrap();
    let mut body = spooled.body();
    assert!(body.frame().await.is_some_and(|frame| frame.is_ok()));
    assert_eq!(body.frame().await.map(Result::err), Some(Some(SpoolError::Io(io::ErrorKind::UnexpectedEof))));
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn many_wait_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let tasks: Vec<_> = (0..64)
        .map(|seed| {
            let mut spool = spool(folder.path(), 10_000, 1 << 20);
            tokio::spawn(async move {
                let data = data(seed * 9973, seed);
                for piece in data.chunks(4000) {
                    spool.write(piece).await.unwrap();
                }
                let spooled = spool.finish().await.unwrap();
                assert_eq!(spooled.bytes().is_some(), data.len() <= 10_000);
                assert!(read(&spooled).await.as_ref() == Ok(&data));
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
