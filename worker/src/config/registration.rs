//! `REGISTRATION`: who may register.

use postern_shared::api::RegistrationMode;

use super::ConfigError;

/// Everybody, where the variable is not set.
pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<RegistrationMode, ConfigError> {
    match variable("REGISTRATION").filter(|text| !text.is_empty()) {
        None => Ok(RegistrationMode::Open),
        Some(word) => RegistrationMode::parse(&word).ok_or(ConfigError::Variable("REGISTRATION")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: Option<&str>) -> Result<RegistrationMode, ConfigError> {
        read(|name| {
            assert_eq!(name, "REGISTRATION");
            value.map(str::to_owned)
        })
    }

    #[test]
    fn everybody_may_register_unless_the_variable_says_otherwise() {
        for (value, mode) in [
            (None, RegistrationMode::Open),
            (Some(""), RegistrationMode::Open),
            (Some("open"), RegistrationMode::Open),
            (Some("invite"), RegistrationMode::Invite),
            (Some("closed"), RegistrationMode::Closed),
        ] {
            assert_eq!(of(value), Ok(mode));
        }
        for value in ["on", "off", "Closed", "invitation"] {
            let expected = Err(ConfigError::Variable("REGISTRATION"));
            assert_eq!(of(Some(value)), expected, "{value}");
        }
    }
}
