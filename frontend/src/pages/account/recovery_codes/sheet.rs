//! The codes on a sheet: as it is shown, copied, kept as a file and printed.

use postern_shared::api::SecretText;

use crate::{browser, intl};

/// Codes, whose they are, and since when they count. In memory only.
pub struct Sheet {
    /// Whose they are.
    pub username: String,
    /// When they were made, or shown first, in seconds since the epoch.
    pub made_at: u64,
    /// The codes.
    pub codes: Vec<SecretText>,
}

impl Sheet {
    /// Codes that were made just now.
    pub fn new(username: String, codes: Vec<SecretText>) -> Self {
        Self {
            username,
            made_at: browser::now(),
            codes,
        }
    }

    /// One code a line.
    pub fn lines(&self) -> String {
        let codes: Vec<_> = self.codes.iter().map(SecretText::expose).collect();
        codes.join("\n")
    }

    /// The file's text: it must say in a year what it is.
    pub fn file(&self, service: &str) -> String {
        let made = intl::iso(self.made_at);
        let day = made.split('T').next().unwrap_or_default();
        let codes = self.lines();
        format!(
            "Postern recovery codes\n\nUsername: {}\nService:  {service}\nMade on:  {day}\n\n{codes}\n\n{USE}\n",
            self.username
        )
    }

    /// The file's name.
    pub fn file_name(&self) -> String {
        format!("postern-recovery-codes-{}.txt", self.username)
    }
}

/// What the codes are for.
pub const USE: &str = "Each code works once, in place of the code from your authenticator app.\n\
                       New codes make all of these void. Keep them like a key: not on the phone that \
                       has the app.";

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_file_says_whose_codes_it_holds_and_what_they_are_for() {
        let codes = ["0123-4567", "89AB-CDEF"];
        let sheet = Sheet {
            username: "alice".to_owned(),
            made_at: 1_795_292_542,
            codes: codes.map(|code| SecretText::new(code.to_owned())).into(),
        };
        let file = sheet.file("https://id.example");
        assert!(file.starts_with("Postern recovery codes\n"), "{file}");
        assert!(file.contains("Username: alice\n"), "{file}");
        assert!(file.contains("https://id.example\n"), "{file}");
        assert!(file.contains("2026-11-21\n"), "{file}");
        assert!(file.contains("\n0123-4567\n89AB-CDEF\n"), "{file}");
        assert_eq!(sheet.file_name(), "postern-recovery-codes-alice.txt");
    }
}
