//! `cargo xtask otp`: a new secret, its URI and QR code, the current code, and the check of one,
//! as an authenticator app and Postern do it.

use std::io::{IsTerminal as _, Read as _};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use postern_shared::one_time_code::OneTimeCode;
use postern_shared::timestamp::Timestamp;
use postern_shared::totp::{STEP_SECONDS, TotpSecret};
use qrcodegen::{QrCode, QrCodeEcc};

/// What to do with a secret.
pub enum Options {
    /// Make one.
    New,
    /// Print its URI and QR code.
    Uri {
        /// Who asks for the code.
        issuer: String,
        /// Whose code it is.
        account: String,
        /// Where the secret comes from.
        secret: SecretSource,
    },
    /// Print its current code.
    Code {
        /// Where the secret comes from.
        secret: SecretSource,
    },
    /// Check a code.
    Verify {
        /// The code.
        code: String,
        /// Where the secret comes from.
        secret: SecretSource,
    },
}

/// Where a secret comes from.
pub enum SecretSource {
    /// The standard input, or a prompt where that is a terminal.
    Input,
    /// The command line, which other people on the machine can read.
    Argument(String),
}

/// Does it; false where a code is not valid.
pub fn run(options: Options) -> Result<bool> {
    match options {
        Options::New => {
            let mut bytes = [0; TotpSecret::NEW_LENGTH];
            getrandom::fill(&mut bytes).context("the system gives no random numbers")?;
            println!("{}", TotpSecret::from_random(bytes).expose_base32());
            Ok(true)
        }
        Options::Uri {
            issuer,
            account,
            secret,
        } => {
            let uri = secret.read()?.enrolment_uri(&issuer, &account);
            println!("{uri}\n");
            for line in drawn(&uri)?.lines() {
                println!("{}", coloured(line));
            }
            Ok(true)
        }
        Options::Code { secret } => {
            let now = now()?;
            println!("{}", secret.read()?.code_at(now));
            let left = STEP_SECONDS - now.unix_seconds() % STEP_SECONDS;
            eprintln!("good for {left} s");
            Ok(true)
        }
        Options::Verify { code, secret } => verify(&code, &secret.read()?, now()?),
    }
}

impl SecretSource {
    fn read(self) -> Result<TotpSecret> {
        let text = match self {
            Self::Argument(text) => text,
            Self::Input if std::io::stdin().is_terminal() => {
                rpassword::prompt_password("Secret in base32 (not shown): ")
                    .context("cannot read from the terminal")?
            }
            Self::Input => {
                let mut text = String::new();
                std::io::stdin()
                    .read_to_string(&mut text)
                    .context("the standard input is no text")?;
                text
            }
        };
        TotpSecret::parse_base32(&text).map_err(Into::into)
    }
}

fn verify(code: &str, secret: &TotpSecret, now: Timestamp) -> Result<bool> {
    let code = OneTimeCode::parse(code)?;
    let Some(step) = secret.matching_step(&code, now) else {
        println!("not valid now");
        return Ok(false);
    };
    let current = now.unix_seconds() / STEP_SECONDS;
    let which = match step.cmp(&current) {
        std::cmp::Ordering::Less => "the step before the current one",
        std::cmp::Ordering::Equal => "the current step",
        std::cmp::Ordering::Greater => "the step after the current one",
    };
    println!("valid: time step {step}, {which}");
    Ok(true)
}

fn now() -> Result<Timestamp> {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .context("the clock stands before 1970")?;
    Ok(Timestamp::from_unix_seconds(since.as_secs()))
}

/// Light modules as blocks, two to a character, with the quiet zone of four modules around them.
fn drawn(text: &str) -> Result<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).context("too long for a QR code")?;
    let edge = code.size() + QUIET_ZONE;
    let mut lines = String::new();
    for y in (-QUIET_ZONE..edge).step_by(2) {
        for x in -QUIET_ZONE..edge {
            let light = |y| !code.get_module(x, y);
            lines.push(match (light(y), light(y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        lines.push('\n');
    }
    Ok(lines)
}

/// White on black whatever the terminal's own colours are, because scanners want dark on light.
fn coloured(line: &str) -> String {
    if std::io::stdout().is_terminal() {
        format!("\x1b[97;40m{line}\x1b[0m")
    } else {
        line.to_owned()
    }
}

const QUIET_ZONE: i32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238 appendix B, whose code at 59 s is 94287082: its last six digits.
    fn rfc_secret() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890").expect("20 bytes are enough")
    }

    #[test]
    fn a_right_code_is_valid() {
        let now = Timestamp::from_unix_seconds(59);
        assert!(verify("287 082", &rfc_secret(), now).expect("six digits"));
    }

    #[test]
    fn a_wrong_code_is_not_valid() {
        let now = Timestamp::from_unix_seconds(59);
        assert!(!verify("287083", &rfc_secret(), now).expect("six digits"));
    }

    #[test]
    fn letters_are_no_code() {
        let now = Timestamp::from_unix_seconds(59);
        assert!(verify("28708a", &rfc_secret(), now).is_err());
    }

    #[test]
    fn a_drawn_code_has_every_module_and_the_quiet_zone() {
        let code = QrCode::encode_text("postern", QrCodeEcc::Low).expect("it is short");
        let drawn = drawn("postern").expect("it is short");
        let edge = usize::try_from(code.size() + 2 * QUIET_ZONE).expect("it is positive");
        assert_eq!(drawn.lines().count(), edge.div_ceil(2));
        assert!(drawn.lines().all(|line| line.chars().count() == edge));
        // The finder pattern's upper edge is dark, with light below it inside.
        assert_eq!(
            drawn
                .lines()
                .nth(2)
                .map(|line| line.chars().skip(4).take(7).collect::<String>()),
            Some(" ▄▄▄▄▄ ".to_owned())
        );
    }
}
