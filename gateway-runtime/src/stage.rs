//! The states of a request, in the order it passes through them.
//!
//! Each is defined in the file of the policy that earns it and wraps the one before: its fields are private, so no
//! other file can make one, and it is neither `Clone` nor `Default`, so none can be kept for another request. A state
//! is everything its predecessors are (it dereferences to the one before) and one thing more. From [`Routed`] on a
//! state holds the [`Verdict`](crate::verdict::Verdict) of its policy; before that no facts are known that could ask
//! for anything but enforcement.
//!
//! ```text
//! Received -> Canonical -> Throttled -> Routed -> Authenticated -> Authorized -> Metered -> Validated -> Approved
//!          -> Admitted -> Answered -> Shaped
//! ```

pub use crate::policy::admit::Admitted;
pub use crate::policy::approve::Approved;
pub use crate::policy::authenticate::Authenticated;
pub use crate::policy::authorize::Authorized;
pub use crate::policy::canonicalize::Canonical;
pub use crate::policy::forward::Answered;
pub use crate::policy::meter::Metered;
pub use crate::policy::receive::Received;
pub use crate::policy::route::Routed;
pub use crate::policy::shape::Shaped;
pub use crate::policy::throttle::Throttled;
pub use crate::policy::validate::Validated;

/// Makes a state everything the one before it is, for reading, and keeps its content out of debug output.
macro_rules! follows {
    ($state:ident => $field:ident: $before:ty) => {
        impl core::ops::Deref for $state {
            type Target = $before;

            fn deref(&self) -> &$before {
                &self.$field
            }
        }

        $crate::stage::opaque!($state);
    };
    ($state:ident => $field:ident: $before:ty, body unread) => {
        $crate::stage::follows!($state => $field: $before);

        impl $state {
            /// Takes the unread body out, once: whoever comes second gets an empty one.
            pub(in crate::policy) fn take_body(&mut self) -> $crate::request_body::RequestBody {
                self.$field.take_body()
            }
        }
    };
}

/// Debug output that says which state it is and nothing a client sent.
macro_rules! opaque {
    ($state:ident) => {
        impl core::fmt::Debug for $state {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($state)).finish_non_exhaustive()
            }
        }
    };
}

pub(crate) use {follows, opaque};
