//! The clock of one connection: how long it may be idle, dribble a head, or leave an answer unread.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use tokio::time::{Instant, Sleep};

/// What a connection may take, per connection.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the first byte of a head to its last.
    pub head: Duration,
    /// Without a request and without a byte. A connection is closed after at least this and at most twice this time,
    /// which makes a busy one cost no clock call at all.
    pub idle: Duration,
}

/// What has run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expired {
    Head,
    Idle,
    /// The client does not read its answer.
    Stalled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Watched {
    Head,
    Idle,
}

/// One timer, re-armed only when it fires or when a head comes in pieces.
#[derive(Debug)]
pub(super) struct Pace {
    limits: Limits,
    timer: Pin<Box<Sleep>>,
    watched: Watched,
    moved: bool,
    blocked: bool,
}

impl Pace {
    pub(super) fn new(limits: Limits) -> Self {
        let timer = Box::pin(tokio::time::sleep(limits.idle));
        Self { limits, timer, watched: Watched::Idle, moved: false, blocked: false }
    }

    /// Bytes have come or gone.
    pub(super) fn moved(&mut self) {
        self.moved = true;
    }

    /// The socket took bytes, or took none.
    pub(super) fn wrote(&mut self, done: bool) {
        self.moved |= done;
        self.blocked = !done;
    }

    /// Whether something has run out; registers for the moment when it will.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, in_head: bool, busy: bool) -> Option<Expired> {
        // A client that does not read its answers is watched for that, whatever else it has begun to send.
        let watched = if in_head && !self.blocked { Watched::Head } else { Watched::Idle };
        if self.watched != watched {
            let within = match watched {
                Watched::Head => self.limits.head,
                Watched::Idle => self.limits.idle,
            };
            self.arm(watched, within);
        }
        while let Poll::Ready(()) = self.timer.as_mut().poll(cx) {
            match self.watched {
                Watched::Head => return Some(Expired::Head),
                Watched::Idle if self.moved || (busy && !self.blocked) => {
                    self.moved = false;
                    self.arm(Watched::Idle, self.limits.idle);
                }
                Watched::Idle if busy => return Some(Expired::Stalled),
                Watched::Idle => return Some(Expired::Idle),
            }
        }
        None
    }

    fn arm(&mut self, watched: Watched, within: Duration) {
        self.watched = watched;
        self.timer.as_mut().reset(Instant::now() + within);
    }
}
