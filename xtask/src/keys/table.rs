//! The ring as `cargo xtask keys list` shows it: everything but the keys.

use std::cmp::Reverse;
use std::fmt::Write as _;

use postern_keyring::{KeyRing, PublicKey};

use super::needs::{Needs, counted};

/// One line for each root and for what is left of retired ones, then what passwords are kept as, and
/// what needs attention.
pub fn render(ring: &KeyRing, needs: Option<&Needs>, now: u64) -> String {
    let mut rows =
        vec![["root", "state", "since", "records", "passwords", "kid"].map(str::to_owned)];
    let active = ring.roots().next().map(|root| root.id);
    for (root, (_, seed)) in ring.roots().zip(ring.signing_seeds()) {
        let state = match Some(root.id).cmp(&active) {
            std::cmp::Ordering::Equal => "active",
            std::cmp::Ordering::Greater => "published",
            std::cmp::Ordering::Less => "retiring",
        };
        rows.push([
            root.id.to_string(),
            state.to_owned(),
            root.since
                .map_or_else(|| "-".to_owned(), |since| ago(since, now)),
            count(needs.map(|needs| needs.sealed_under(root.id).len())),
            count(needs.map(|needs| needs.peppered_with(root.id))),
            PublicKey::of_seed(&seed).kid,
        ]);
    }
    for id in ring.peppers_left() {
        rows.push([
            id.to_string(),
            "pepper only".to_owned(),
            "-".to_owned(),
            count(needs.map(|needs| needs.sealed_under(id).len())),
            count(needs.map(|needs| needs.peppered_with(id))),
            "-".to_owned(),
        ]);
    }
    let mut text = aligned(&rows);
    let below = |needs| passwords(needs).into_iter().chain(remarks(ring, needs));
    for line in needs.into_iter().flat_map(below) {
        // Writing into a text cannot fail.
        let _ = writeln!(text, "{line}");
    }
    text
}

/// How many passwords are of each form and cost, the most first; `None` where there are none.
fn passwords(needs: &Needs) -> Option<String> {
    let mut kept_as: Vec<_> = needs.kept_as.iter().collect();
    kept_as.sort_by_key(|(_, count)| Reverse(**count));
    let mut parts: Vec<String> = kept_as
        .iter()
        // Whoever may write to KV may have written anything.
        .map(|(form, count)| format!("{count} {}", form.escape_debug()))
        .collect();
    if needs.kept_as_unknown > 0 {
        parts.push(format!(
            "{} not known: written before this was counted",
            needs.kept_as_unknown
        ));
    }
    (!parts.is_empty()).then(|| format!("Passwords: {}", parts.join(" · ")))
}

fn remarks(ring: &KeyRing, needs: &Needs) -> Vec<String> {
    let mut remarks = Vec::new();
    if !needs.silent.is_empty() {
        remarks.push(format!(
            "not known of {}, because an older version wrote them: which roots they need",
            counted(needs.silent.len())
        ));
    }
    let roots: Vec<u32> = ring.roots().map(|root| root.id).collect();
    for (root, locators) in &needs.sealed {
        if !roots.contains(root) {
            remarks.push(format!(
                "sealed under root {root}, which is not in this ring: {}",
                counted(locators.len())
            ));
        }
    }
    for id in ring.peppers_left() {
        if needs.peppered_with(id) == 0 && needs.silent.is_empty() && ring.highest() != id {
            remarks.push(format!(
                "no password needs pepper-{id}: cargo xtask keys retire {id}"
            ));
        }
    }
    remarks
}

fn count(number: Option<usize>) -> String {
    number.map_or_else(|| "?".to_owned(), |number| number.to_string())
}

/// A moment of the past, in the largest whole unit.
fn ago(since: u64, now: u64) -> String {
    let seconds = now.saturating_sub(since);
    let (number, unit) = match seconds {
        0..600 => (seconds, "s"),
        600..36_000 => (seconds / 60, "min"),
        36_000..864_000 => (seconds / 3600, "h"),
        _ => (seconds / 86_400, "d"),
    };
    format!("{number} {unit}")
}

fn aligned(rows: &[[String; 6]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(String::len).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..6).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        // Writing into a text cannot fail.
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    fn ring() -> KeyRing {
        let text = format!("directory:{A},3@1000:{A},2:{A},4@5000:{A},pepper-1:{B}");
        KeyRing::parse(&text).expect("well formed")
    }

    #[test]
    fn every_state_has_its_line_and_no_key_is_shown() {
        let list = r#"[{"name": "account/a",
            "metadata": {"seal": 3, "pepper": 2, "password": "opaque m=19456,t=2,p=1"}},
            {"name": "account/b", "metadata": {"seal": 2, "pepper": 2}},
            {"name": "account/c", "metadata": {"seal": 9, "pepper": 3}}]"#;
        let needs = Needs::read(list).expect("JSON");
        let table = render(&ring(), Some(&needs), 8600);
        let kid = "NdzNp1yWFARPuviW3QuV-wCva6HgvZAZh_YfJ89FeEM";
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let lines: Vec<String> = table.lines().map(words).collect();
        let kid_of = |line: usize| {
            lines[line]
                .rsplit(' ')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        assert_eq!(lines[0], "root state since records passwords kid");
        assert_eq!(lines[1], format!("3 active 126 min 1 1 {}", kid_of(1)));
        assert_eq!(lines[2], format!("2 retiring - 1 2 {}", kid_of(2)));
        assert_eq!(lines[3], format!("4 published 60 min 0 0 {}", kid_of(3)));
        assert_eq!(lines[4], "1 pepper only - 0 0 -");
        assert_eq!(
            lines[5],
            "Passwords: 1 opaque m=19456,t=2,p=1 · 2 not known: written before this was counted"
        );
        assert_eq!(
            lines[6],
            "sealed under root 9, which is not in this ring: 1 record"
        );
        assert_eq!(
            lines[7],
            "no password needs pepper-1: cargo xtask keys retire 1"
        );
        assert_eq!(kid_of(1), kid, "the thumbprint of the key that A derives");
        assert!(!table.contains(A) && !table.contains(B));
    }

    #[test]
    fn passwords_are_told_by_form_and_cost_the_most_first() {
        let told = |counts: &[(&str, usize)], kept_as_unknown| {
            let counts = counts
                .iter()
                .map(|(form, count)| ((*form).to_owned(), *count));
            passwords(&Needs {
                kept_as: counts.collect(),
                kept_as_unknown,
                ..Needs::default()
            })
        };
        assert_eq!(told(&[], 0), None);
        assert_eq!(
            told(&[], 3).as_deref(),
            Some("Passwords: 3 not known: written before this was counted")
        );
        let counts = [("argon2id m=1", 2), ("opaque m=1", 40), ("opaque m=2", 40)];
        assert_eq!(
            told(&counts, 0).as_deref(),
            Some("Passwords: 40 opaque m=1 · 40 opaque m=2 · 2 argon2id m=1")
        );
        let said = told(&[("\u{1b}[2J\n", 1)], 0).unwrap_or_default();
        assert!(!said.contains(char::is_control), "{said:?}");
    }

    #[test]
    fn what_was_not_counted_is_not_shown_as_none() {
        let table = render(&ring(), None, 8600);
        assert!(
            table.lines().skip(1).all(|line| line.contains('?')),
            "{table}"
        );
    }
}
