//! The object's own storage: one row with the sealed slot, and whether it is published.

use worker::{SqlStorage, SqlStorageValue, State};

use crate::account::Locator;
use crate::ports::Unavailable;

/// The one row.
pub struct Row {
    /// Where the account lives; a pseudonym.
    pub locator: Locator,
    /// The slot, sealed.
    pub sealed: Vec<u8>,
    /// Whether KV has still to be told.
    pub is_dirty: bool,
}

/// The object's SQLite storage.
pub struct ObjectStore(Sql);

/// Statements to an object's SQLite storage.
pub struct Sql(SqlStorage);

impl ObjectStore {
    /// The storage of this object.
    #[must_use]
    pub fn new(state: &State) -> Self {
        Self(Sql::of(state))
    }

    /// The row; `None` where the object has never stored anything.
    ///
    /// # Errors
    /// [`Unavailable`] where storage fails or holds something else.
    pub fn load(&self) -> Result<Option<Row>, Unavailable> {
        let tables = self
            .0
            .query("SELECT 1 FROM sqlite_master WHERE name = 'slot'", vec![])?;
        if tables.is_empty() {
            return Ok(None);
        }
        let mut rows = self
            .0
            .query("SELECT locator, sealed, is_dirty FROM slot", vec![])?;
        let Some(row) = rows.pop() else {
            return Ok(None);
        };
        match <[SqlStorageValue; 3]>::try_from(row) {
            Ok(
                [
                    SqlStorageValue::String(locator),
                    SqlStorageValue::Blob(sealed),
                    SqlStorageValue::Integer(is_dirty),
                ],
            ) => Ok(Some(Row {
                locator: Locator::parse(&locator).ok_or(Unavailable)?,
                sealed,
                is_dirty: is_dirty != 0,
            })),
            _ => Err(Unavailable),
        }
    }

    /// Writes the row. What is written between two waits is one atomic commit.
    ///
    /// # Errors
    /// [`Unavailable`] where storage fails.
    pub fn save(&self, row: Row) -> Result<(), Unavailable> {
        let values = vec![
            SqlStorageValue::String(row.locator.to_string()),
            SqlStorageValue::Blob(row.sealed),
            SqlStorageValue::Integer(i64::from(row.is_dirty)),
        ];
        if self.0.write(UPSERT, values.clone()).is_err() {
            // The first row of all: there is no table yet.
            self.0.write(CREATE, vec![])?;
            self.0.write(UPSERT, values)?;
        }
        Ok(())
    }

    /// Notes that KV has been told.
    ///
    /// # Errors
    /// [`Unavailable`] where storage fails.
    pub fn mark_published(&self) -> Result<(), Unavailable> {
        self.0.write("UPDATE slot SET is_dirty = 0", vec![])
    }
}

impl Sql {
    /// The storage of this object.
    #[must_use]
    pub fn of(state: &State) -> Self {
        Self(state.storage().sql())
    }

    /// It is done when `exec` comes back: there are no rows to ask for.
    pub(super) fn write(
        &self,
        statement: &str,
        values: Vec<SqlStorageValue>,
    ) -> Result<(), Unavailable> {
        let outcome = self.0.exec(statement, values);
        outcome.map(|_no_rows| ()).map_err(|_failed| Unavailable)
    }

    /// The rows, all of them.
    pub(super) fn query(
        &self,
        statement: &str,
        values: Vec<SqlStorageValue>,
    ) -> Result<Vec<Vec<SqlStorageValue>>, Unavailable> {
        let cursor = self
            .0
            .exec(statement, values)
            .map_err(|_failed| Unavailable)?;
        cursor
            .raw()
            .collect::<Result<_, _>>()
            .map_err(|_unreadable| Unavailable)
    }
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS slot (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    locator TEXT NOT NULL, sealed BLOB NOT NULL, is_dirty INTEGER NOT NULL) STRICT";

const UPSERT: &str = "INSERT INTO slot (id, locator, sealed, is_dirty) VALUES (1, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, is_dirty = excluded.is_dirty";
