//! What the buttons of the account area set going.

use std::pin::Pin;
use std::sync::Arc;

use super::area::Stopped;

/// What a button does.
pub type Act = Arc<dyn Fn() + Send + Sync>;

/// What is under way. The page is changed in what it gives, which is called only where the page is
/// still there, and says what was done.
pub type Task = Pin<Box<dyn Future<Output = Result<Change, Stopped>>>>;

/// Changes the page, and says what was done.
pub type Change = Box<dyn FnOnce() -> String>;
