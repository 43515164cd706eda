//! People of another service.

use postern_shared::api::{ImportOutcome, ImportRefusal, ImportResponse, ImportRow, ImportedRow};

use crate::examples::secret;

pub fn rows() -> Vec<ImportRow> {
    let row = || ImportRow {
        username: "johndoe".to_owned(),
        email: Some("johndoe@example.com".to_owned()),
        full_name: Some("John Doe".to_owned()),
        role: None,
        disabled: false,
        password: None,
        password_hash: Some(secret(
            "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
        )),
        totp_secret: Some(secret("LGLEREYEPVVWTLYO")),
    };
    let kept_as_it_is = ImportRow {
        username: "testuser".to_owned(),
        email: None,
        full_name: None,
        password: Some(secret("securepassword")),
        password_hash: None,
        totp_secret: Some(secret("JBSWY3DPEHPK3PXP")),
        ..row()
    };
    vec![row(), kept_as_it_is]
}

pub fn imported() -> ImportResponse {
    let refusal = ImportRefusal::UsernameTaken;
    ImportResponse {
        rows: vec![
            ImportedRow {
                outcome: ImportOutcome::Imported,
                code: None,
                detail: None,
            },
            ImportedRow {
                outcome: ImportOutcome::Refused,
                code: Some(refusal),
                detail: Some(refusal.detail().to_owned()),
            },
        ],
    }
}
