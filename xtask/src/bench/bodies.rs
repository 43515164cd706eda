//! How large the bodies of the calls are.

use anyhow::Result;

use super::people::{Api, Sizes, Way};

/// Bytes of the bodies of a registration and a sign-in, in plain and by a browser.
pub fn sizes(origin: &str) -> Result<Vec<(&'static str, Vec<Sizes>)>> {
    let of = |way, name| -> Result<_> {
        let api = Api::new(origin);
        let mut person = api.enrol(name, way)?;
        api.sign_in(&mut person, way)?;
        Ok(api.into_sizes())
    };
    Ok(vec![
        ("in plain", of(Way::Plain, "alice.in-plain")?),
        ("browser", of(Way::Browser, "alice.browser1")?),
    ])
}
