//! The body of a request as it arrives: read whole under a cap and a deadline, or not at all.
