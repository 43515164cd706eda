//! chromedriver, and how Chromium is started.

use std::sync::OnceLock;
use std::time::Duration;

use crate::process_group::ProcessGroup;

/// One chromedriver for all browsers of this binary.
pub(super) fn origin() -> &'static str {
    static DRIVER: OnceLock<(ProcessGroup, String)> = OnceLock::new();
    let (_, origin) = DRIVER.get_or_init(|| {
        let (group, line) = ProcessGroup::start(
            &["chromedriver", "--port=0", "--log-level=SEVERE"],
            &[],
            "started successfully on port ",
            Duration::from_secs(30),
        );
        let port: String = line
            .rsplit_once("port ")
            .map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect())
            .expect("the line was chosen for these words");
        (group, format!("http://127.0.0.1:{port}"))
    });
    origin
}

/// Headless, quiet, and able to run as root in a container.
pub(super) const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
];
