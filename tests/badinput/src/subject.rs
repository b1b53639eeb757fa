//! The gateway that the rows are sent to.

use gateway_tests::{Subject, SubjectBuilder};

/// The orders gateway, with the one operation switched off that nobody needs any more.
pub fn subject() -> SubjectBuilder {
    Subject::orders().operator("[operations.getProductPrice]\ndisabled = true\n")
}
