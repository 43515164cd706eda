//! What is given to the commands that bring people in.

use std::path::PathBuf;

use postern_keyring::Invitation;
use postern_shared::api::Role;
use postern_shared::profile::parse_email;

use super::rest::Rest;
use crate::import;
use crate::invite;

/// Whom to invite.
pub fn invite_options(rest: &mut Rest) -> Result<invite::Options, lexopt::Error> {
    let role = rest.option("role")?.and_then(|word| Role::parse(&word));
    let hours = match rest.option("hours")? {
        None => Invitation::USUAL_HOURS,
        Some(hours) => match hours.parse() {
            Ok(hours) if (1..=Invitation::MOST_HOURS).contains(&hours) => hours,
            _ => return Err(format!("--hours takes 1 to {}", Invitation::MOST_HOURS).into()),
        },
    };
    let email = rest.option("email")?.unwrap_or_default();
    Ok(invite::Options {
        role: role.ok_or("--role takes user, support or admin")?,
        email: parse_email(&email).map_err(|error| error.to_string())?,
        hours,
        environment: rest.option("env")?,
        file: rest.option("file")?.map(PathBuf::from),
        origin: rest.option("origin")?,
    })
}

/// Whom to import.
pub fn import_options(rest: &mut Rest) -> Result<import::Options, lexopt::Error> {
    let options = import::Options {
        people: rest.value().ok_or("import takes a FILE")?.into(),
        origin: rest.option("to")?,
        file: rest.option("file")?.map(PathBuf::from),
        report: rest.option("report")?.map(PathBuf::from),
        dry_run: rest.switch("dry-run"),
    };
    if options.origin.is_none() && !options.dry_run {
        return Err("import takes --to ORIGIN, or --dry-run".into());
    }
    Ok(options)
}
