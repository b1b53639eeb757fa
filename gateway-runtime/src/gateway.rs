//! A running gateway: worker threads that share nothing per request, and one control thread.

use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};

use crate::admin::{self, Readiness};
use crate::clock::Clock;
use crate::config::{ConfigError, Settings};
use crate::contract::{ProductFacts, SchemeId, SchemeKind};
use crate::core::{Core, Shared};
use crate::key_refresh::{Audience, KeyRefresh, KeysMissing};
use crate::net::drain::Drain;
use crate::net::front::Limits;
use crate::net::listener::{self, Terms};
use crate::net::tls::{self, TlsError};
use crate::operation::Dispatch;
use crate::snapshot::Snapshot;
use crate::store_refresh::StoreRefresh;
use crate::telemetry::Telemetry;
use crate::upstream::{Pool, Roots};
use crate::verifier::KeySource;

/// Why a gateway does not start.
#[derive(Debug)]
pub enum StartError {
    /// Settings that were not read for this product.
    Config(Vec<ConfigError>),
    /// The certificate or its key.
    Tls(TlsError),
    /// A key set file.
    Keys(KeysMissing),
    /// An address that cannot be listened on.
    Listen {
        /// Which one.
        address: SocketAddr,
        /// Why.
        why: io::Error,
    },
    /// A thread or its runtime.
    Thread(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(errors) => {
                for (at, error) in errors.iter().enumerate() {
                    let separator = if at == 0 { "" } else { "\n" };
                    write!(f, "{separator}{error}")?;
                }
                Ok(())
            }
            Self::Tls(why) => write!(f, "{why}"),
            Self::Keys(why) => write!(f, "{why}"),
            Self::Listen { address, why } => write!(f, "cannot listen on {address}: {why}"),
            Self::Thread(why) => write!(f, "cannot start a thread: {why}"),
        }
    }
}

impl core::error::Error for StartError {}

/// A gateway that is not running yet.
#[derive(Debug)]
pub struct Gateway;

/// A gateway that is. Dropping it stops it at once.
#[derive(Debug)]
pub struct Running {
    /// Where requests are taken; the real port where 0 was asked for.
    pub data: SocketAddr,
    /// Where health and metrics are served; likewise.
    pub health: SocketAddr,
    readiness: Readiness,
    drain: Drain,
    stop: Drain,
    shutdown_delay: Duration,
    patience: Duration,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Gateway {
    /// Starts to serve `product`. Every listener is open when this returns; whether every issuer's keys are at hand is
    /// [`Running::is_ready`].
    ///
    /// # Errors
    /// Whatever keeps the gateway from serving as configured; nothing runs then.
    pub fn start(
        product: &'static ProductFacts,
        settings: Settings,
        dispatch: Arc<dyn Dispatch>,
        clock: Clock,
        telemetry: Telemetry,
    ) -> Result<Running, StartError> {
        let sources = Snapshot::key_sources(product);
        let snapshot = Snapshot::build(product, &settings, dispatch, &clock, &sources).map_err(StartError::Config)?;
        let terms = terms(&settings)?;

        let refreshes = refreshes(product, &settings, &sources);
        let stores = store_refreshes(&settings, &snapshot);
        let readiness = Readiness::new(refreshes.iter().map(|refresh| refresh.name));
        let audience = Audience { readiness: readiness.clone(), telemetry: telemetry.clone(), clock: clock.clone() };
        for refresh in &refreshes {
            refresh.start(&audience).map_err(StartError::Keys)?;
        }

        let health = bind(settings.listen.health)?;
        let listeners = share(settings.listen.data, settings.listen.workers.get())?;
        let mut running = Running {
            data: local(listeners.first(), settings.listen.data),
            health: local(Some(&health), settings.listen.health),
            readiness: readiness.clone(),
            drain: Drain::default(),
            stop: Drain::default(),
            shutdown_delay: settings.bounds.shutdown_delay,
            patience: settings.bounds.drain,
            threads: Mutex::default(),
        };

        let roots = Roots::native();
        let shared = Arc::new(Shared::new(snapshot, clock, telemetry.clone()));
        for (at, listener) in listeners.into_iter().enumerate() {
            let core = Arc::new(Core::new(Arc::clone(&shared), Pool::new(roots.clone())));
            let (terms, drain, stop) = (terms.clone(), running.drain.clone(), running.stop.clone());
            running.thread(format!("worker-{at}"), async move {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
                tokio::spawn(listener::accept(listener, core, terms, drain));
                stop.ordered().await;
            })?;
        }
        let stop = running.stop.clone();
        running.thread("control".to_owned(), async move {
            let Ok(health) = tokio::net::TcpListener::from_std(health) else { return };
            for refresh in refreshes {
                tokio::spawn(refresh.run(audience.clone()));
            }
            for store in stores {
                tokio::spawn(store.run(telemetry.clone()));
            }
            tokio::spawn(admin::serve(health, readiness, telemetry));
            stop.ordered().await;
        })?;
        Ok(running)
    }
}

impl Running {
    /// Whether every issuer's keys were obtained and the gateway is not about to stop.
    pub fn is_ready(&self) -> bool {
        self.readiness.is_ready()
    }

    /// Waits until the gateway is ready.
    pub async fn ready(&self) {
        self.readiness.ready().await;
    }

    /// Stops without losing a request: turns readiness red, waits for the shutdown delay, stops accepting, lets every
    /// connection finish the requests it has begun (`Connection: close`, GOAWAY), and ends what is left after the drain
    /// time.
    pub async fn drain(&self) {
        self.readiness.leave();
        tokio::time::sleep(self.shutdown_delay).await;
        self.drain.order();
        let _ = tokio::time::timeout(self.patience, self.drain.emptied()).await;
        self.stop.order();
    }

    /// Serves until SIGTERM or SIGINT, then drains; a second signal ends the draining at once. Says whether everything
    /// was drained.
    ///
    /// # Errors
    /// Where signals cannot be waited for.
    pub async fn run_until_signal(&self) -> io::Result<bool> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut told = async || {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        told().await;
        Ok(tokio::select! {
            () = self.drain() => true,
            () = told() => false,
        })
    }

    /// A thread with a runtime of its own that ends with `work`; the tasks on it end with it.
    fn thread(&mut self, name: String, work: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
        let runtime: Runtime = Builder::new_current_thread().enable_all().build().map_err(StartError::Thread)?;
        let thread = std::thread::Builder::new()
            .name(name)
            .spawn(move || {
                runtime.block_on(work);
                // A name being resolved may not hold up the end.
                runtime.shutdown_background();
            })
            .map_err(StartError::Thread)?;
        self.threads.get_mut().unwrap_or_else(PoisonError::into_inner).push(thread);
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.drain.order();
        self.stop.order();
        for thread in self.threads.get_mut().unwrap_or_else(PoisonError::into_inner).drain(..) {
            // A thread that panicked has ended, which is all that is wanted here.
            let _ = thread.join();
        }
    }
}

fn terms(settings: &Settings) -> Result<Terms, StartError> {
    let tls = settings.tls.as_ref().map(|tls| tls::server_config(&tls.cert_pem, &tls.key_pem));
    let bounds = &settings.bounds;
    Ok(Terms {
        tls: tls.transpose().map_err(StartError::Tls)?,
        limits: Limits { head: bounds.head_timeout, idle: bounds.idle_timeout },
        handshake_timeout: bounds.handshake_timeout,
        max_connections: bounds.max_connections,
    })
}

fn refreshes(product: &'static ProductFacts, settings: &Settings, sources: &[KeySource]) -> Vec<KeyRefresh> {
    let schemes = product.schemes.iter().zip(sources).enumerate();
    schemes
        .filter_map(|(at, (scheme, source))| {
            let SchemeKind::Bearer(facts) = &scheme.kind else { return None };
            let auth = settings.auth.get(scheme.name)?.clone();
            Some(KeyRefresh { scheme: SchemeId(at), name: scheme.name, facts, auth, source: source.clone() })
        })
        .collect()
}

fn store_refreshes(settings: &Settings, snapshot: &Snapshot) -> Vec<StoreRefresh> {
    let stores = settings.stores.iter().filter_map(|(name, store)| {
        let source = Arc::clone(snapshot.key_stores.get(name)?);
        Some(StoreRefresh { name, store: store.clone(), source })
    });
    stores.collect()
}

fn bind(address: SocketAddr) -> Result<std::net::TcpListener, StartError> {
    listener::bind(address).map_err(|why| StartError::Listen { address, why })
}

/// One listener per worker on the same port; the first decides which where 0 was asked for.
fn share(address: SocketAddr, workers: usize) -> Result<Vec<std::net::TcpListener>, StartError> {
    let first = bind(address)?;
    let shared = local(Some(&first), address);
    let mut listeners = vec![first];
    for _ in 1..workers {
        listeners.push(bind(shared)?);
    }
    Ok(listeners)
}

fn local(listener: Option<&std::net::TcpListener>, asked: SocketAddr) -> SocketAddr {
    listener.and_then(|listener| listener.local_addr().ok()).unwrap_or(asked)
}
