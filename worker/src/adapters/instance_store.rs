//! The storage of the deployment's one object: one row.

use postern_shared::timestamp::Timestamp;
use worker::{SqlStorageValue, State};

use crate::adapters::instance_memory::InstanceRow;
use crate::adapters::object_store::Sql;
use crate::ports::Unavailable;

/// The object's SQLite storage.
pub struct InstanceStore(Sql);

impl InstanceStore {
    /// The storage of this object.
    #[must_use]
    pub fn new(state: &State) -> Self {
        Self(Sql::of(state))
    }

    /// The row; `None` where there is none.
    ///
    /// # Errors
    /// [`Unavailable`] where storage fails or holds something else.
    pub fn load(&self) -> Result<Option<InstanceRow>, Unavailable> {
        self.0.write(CREATE, vec![])?;
        let mut rows = self
            .0
            .query("SELECT sealed, forget_at FROM instance", vec![])?;
        let Some(row) = rows.pop() else {
            return Ok(None);
        };
        match <[SqlStorageValue; 2]>::try_from(row) {
            Ok(
                [
                    SqlStorageValue::Blob(sealed),
                    SqlStorageValue::Integer(forget_at),
                ],
            ) => Ok(Some(InstanceRow {
                sealed,
                forget_at: Timestamp::from_unix_seconds(
                    forget_at.try_into().map_err(|_negative| Unavailable)?,
                ),
            })),
            _ => Err(Unavailable),
        }
    }

    /// Writes the row, or takes it away. What is written between two waits is one atomic commit.
    ///
    /// # Errors
    /// [`Unavailable`] where storage fails.
    pub fn save(&self, row: Option<InstanceRow>) -> Result<(), Unavailable> {
        let Some(row) = row else {
            return self.0.write("DELETE FROM instance", vec![]);
        };
        let forget_at = row.forget_at.unix_seconds();
        let values = vec![
            SqlStorageValue::Blob(row.sealed),
            SqlStorageValue::Integer(forget_at.try_into().unwrap_or(i64::MAX)),
        ];
        self.0.write(UPSERT, values)
    }
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS instance (
    id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL, forget_at INTEGER NOT NULL) STRICT";

const UPSERT: &str = "INSERT INTO instance (id, sealed, forget_at) VALUES (1, ?, ?)
    ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, forget_at = excluded.forget_at";
