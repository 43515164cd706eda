//! JSON: a list of objects, or an object in each line.

use std::fmt;

use anyhow::{Result, bail};
use serde::Deserialize;
use serde::de::{self, MapAccess, Visitor};
use serde_json::{Deserializer, Map, Value};

use super::row::Line;

/// `[{…}, {…}]`
pub fn read_list(text: &str) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let mut place = Place::new(text);
    place.skip("[");
    while !place.skip("]") {
        if !lines.is_empty() && !place.skip(",") {
            bail!("{}", place.cut_or_broken(lines.len()));
        }
        place.skip("");
        let number = place.line;
        let mut values = Deserializer::from_str(place.rest()).into_iter::<Value>();
        match values.next() {
            Some(Ok(_value)) => {}
            _ => bail!("{}", place.cut_or_broken(lines.len())),
        }
        let bytes = values.byte_offset();
        let object = place.rest().get(..bytes).unwrap_or_default();
        lines.push(serde_json::from_str(object).map_or_else(
            |_no_object| Line::broken(number),
            |object: Object| object.into_line(number),
        ));
        place.advance(bytes);
    }
    if !place.rest().trim().is_empty() {
        bail!("line {}: something stands behind the list", place.line);
    }
    Ok(lines)
}

/// `{…}` and a line break, again and again. Lines that are empty do not count.
pub fn read_lines(text: &str) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let mut numbered = (1..).zip(text.lines()).peekable();
    while let Some((number, line)) = numbered.next() {
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Object>(line) {
            Ok(object) => lines.push(object.into_line(number)),
            // A line that breaks off at the very end is a file that does.
            Err(error) if error.is_eof() && numbered.peek().is_none() => {
                bail!("line {number}: the file ends in the middle of a row; it was cut");
            }
            Err(_broken) => lines.push(Line::broken(number)),
        }
    }
    Ok(lines)
}

/// An object, and whether a field stands in it twice, which a map would not tell.
struct Object {
    fields: Map<String, Value>,
    is_ambiguous: bool,
}

impl Object {
    fn into_line(self, number: u64) -> Line {
        if self.is_ambiguous {
            Line::ambiguous(number, &self.fields)
        } else {
            Line::of(number, self.fields)
        }
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Object, A::Error> {
                let mut fields = Map::new();
                let mut is_ambiguous = false;
                while let Some((name, value)) = members.next_entry()? {
                    is_ambiguous |= fields.insert(name, value).is_some();
                }
                Ok(Object {
                    fields,
                    is_ambiguous,
                })
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// How far a text is read.
struct Place<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl<'a> Place<'a> {
    const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn advance(&mut self, bytes: usize) {
        let passed = self.rest().bytes().take(bytes);
        self.line += passed.filter(|byte| *byte == b'\n').count() as u64;
        self.at += bytes;
    }

    /// Goes behind white space, and behind this if it stands there; whether it does.
    fn skip(&mut self, expected: &str) -> bool {
        let rest = self.rest();
        self.advance(rest.len() - rest.trim_start().len());
        let is_there = self.rest().starts_with(expected);
        if is_there {
            self.advance(expected.len());
        }
        is_there
    }

    fn cut_or_broken(&self, rows: usize) -> String {
        let values = Deserializer::from_str(self.rest()).into_iter::<Value>();
        let line = self.line;
        match values.last() {
            Some(Err(error)) if !error.is_eof() => {
                let line = line + error.line() as u64 - 1;
                format!("line {line}: this is no JSON, after {rows} rows that are")
            }
            _ => format!(
                "line {line}: the list ends without a bracket after {rows} rows; it was cut"
            ),
        }
    }
}
