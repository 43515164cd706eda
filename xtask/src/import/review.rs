//! Which rows of a file are good, before anything is sent.

use std::collections::HashMap;

use postern_import::check;
use postern_shared::api::ImportRow;

use super::refused::{Refused, Why};
use super::row::Line;

/// A row that the service takes, unless somebody has the name.
pub struct Good {
    /// Where it stands.
    pub line: u64,
    /// The row.
    pub row: ImportRow,
}

/// The rows of a file.
#[derive(Default)]
pub struct Review {
    /// In their order.
    pub good: Vec<Good>,
    /// In their order.
    pub refused: Vec<Refused>,
}

impl Review {
    /// Checks each row, and that no two have one name. Of those that do, the first one counts.
    pub fn of(lines: Vec<Line>) -> Self {
        let mut review = Self::default();
        let mut names: HashMap<String, (u64, String)> = HashMap::new();
        for Line { number, row } in lines {
            let row = match row {
                Ok(row) => row,
                Err((username, why)) => {
                    review.refuse(number, username, why);
                    continue;
                }
            };
            let checked = match check(&row) {
                Ok(checked) => checked,
                Err(refusal) => {
                    review.refuse(number, row.username, Why::Refused(refusal));
                    continue;
                }
            };
            let name = checked.username.to_string();
            match names.get(&name) {
                Some((first, said)) if *said == row.username => {
                    review.refuse(number, row.username, Why::Duplicate(*first));
                }
                Some((first, _)) => {
                    review.refuse(number, row.username, Why::DiffersInCaseOnly(*first));
                }
                None => {
                    names.insert(name, (number, row.username.clone()));
                    review.good.push(Good { line: number, row });
                }
            }
        }
        review
    }

    /// How many rows there are.
    pub const fn total(&self) -> usize {
        self.good.len() + self.refused.len()
    }

    fn refuse(&mut self, line: u64, username: String, why: Why) {
        self.refused.push(Refused {
            line,
            username,
            why,
        });
    }
}
