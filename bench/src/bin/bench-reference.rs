//! The reference every ratio is taken against: a bare hyper reverse proxy that checks nothing.
//!
//! One current-thread runtime, its own last-in-first-out pool over `client::conn::http1`, the gateway's allocator, the
//! same four data system calls per request.

use core::net::SocketAddr;
use std::cell::RefCell;
use std::process::ExitCode;
use std::rc::Rc;

use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::LocalSet;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Pool = Rc<RefCell<Vec<SendRequest<Incoming>>>>;
type AnyError = Box<dyn core::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let Some(upstream) = std::env::args().nth(1).and_then(|text| text.parse::<SocketAddr>().ok()) else {
        eprintln!("usage: bench-reference UPSTREAM_ADDRESS");
        return ExitCode::from(2);
    };
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return ExitCode::from(2);
    };
    match LocalSet::new().block_on(&runtime, serve(upstream)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench-reference: {error}");
            ExitCode::from(2)
        }
    }
}

async fn serve(upstream: SocketAddr) -> std::io::Result<()> {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    eprintln!("{}", listener.local_addr()?);
    let pool = Pool::default();
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let pool = Rc::clone(&pool);
        tokio::task::spawn_local(async move {
            let forward = service_fn(move |request| forward(Rc::clone(&pool), upstream, request));
            // A connection that ends in an error is the load generator going away.
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), forward).await;
        });
    }
}

async fn forward(pool: Pool, upstream: SocketAddr, request: Request<Incoming>) -> Result<Response<Incoming>, AnyError> {
    let mut sender = match pooled(&pool) {
        Some(sender) => sender,
        None => connect(upstream).await?,
    };
    sender.ready().await?;
    let response = sender.send_request(request).await?;
    pool.borrow_mut().push(sender);
    Ok(response)
}

async fn connect(upstream: SocketAddr) -> Result<SendRequest<Incoming>, AnyError> {
    let stream = TcpStream::connect(upstream).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::task::spawn_local(connection);
    Ok(sender)
}

/// The most recently used connection that is still open.
fn pooled(pool: &Pool) -> Option<SendRequest<Incoming>> {
    let mut pool = pool.borrow_mut();
    while let Some(sender) = pool.pop() {
        if !sender.is_closed() {
            return Some(sender);
        }
    }
    None
}
