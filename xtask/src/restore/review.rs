//! What is to be said of a backup before and after it is brought back.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use super::seals::Skip;
use super::{Options, Outcome};

/// Which records of a backup are good, and which are not.
#[derive(Default)]
pub(super) struct Review {
    pub(super) sound: BTreeSet<String>,
    pub(super) skipped: Vec<(String, Skip)>,
    /// What is wrong with the file.
    pub(super) faults: Vec<String>,
    /// Passwords whose pepper is not in the ring: the root that it needs.
    pub(super) without_pepper: Vec<(String, u32)>,
    pub(super) made_at: u64,
}

impl Review {
    pub(super) fn show(&self, now: u64) {
        let hours = now.saturating_sub(self.made_at) / 3600;
        println!("The backup was made {} d {} h ago.", hours / 24, hours % 24);
        for fault in &self.faults {
            eprintln!("damaged: {fault}");
        }
        for (key, skip) in &self.skipped {
            eprintln!("skipped: {key}: {skip}");
        }
        for (key, root) in &self.without_pepper {
            eprintln!(
                "brought back, but nobody can sign in to it before pepper-{root} is in POSTERN_KEYS \
                 again: {key}"
            );
        }
    }

    /// Where nothing can be brought back, or not without being asked to.
    pub(super) fn refuse_hopeless(&self, options: &Options, keys: &str) -> Result<()> {
        let backup = options.backup.display();
        if !self.faults.is_empty() && !options.salvage {
            bail!(
                "{backup} is damaged, and nothing was brought back. Take another copy of it; where \
                 there is none, --salvage brings back the {} records that are whole",
                self.sound.len()
            );
        }
        if self.sound.is_empty() {
            bail!(
                "no record of {backup} opens under the keys in {keys}, and nothing was brought back: \
                 are they those of the service that the backup is of?"
            );
        }
        Ok(())
    }

    pub(super) fn outcome(&self) -> Outcome {
        let lacks = self.lacks();
        for lack in &lacks {
            eprintln!("{lack}");
        }
        if lacks.is_empty() {
            Outcome::Complete
        } else {
            Outcome::Incomplete
        }
    }

    /// What a complete backup would have besides; what is named was so by [`Self::show`].
    fn lacks(&self) -> Vec<String> {
        let mut lacks = Vec::new();
        if !self.faults.is_empty() {
            lacks.push(
                "the backup is damaged, as is said above: what is not whole in it is missing"
                    .to_owned(),
            );
        }
        for (count, what) in [
            (self.skipped.len(), "skipped"),
            (
                self.without_pepper.len(),
                "accounts to which nobody can sign in yet",
            ),
        ] {
            if count > 0 {
                lacks.push(format!("{what}: {count}, named above"));
            }
        }
        lacks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacks(change: impl Fn(&mut Review)) -> Vec<String> {
        let mut review = Review::default();
        review.sound.insert("account/a".to_owned());
        change(&mut review);
        let is_complete = review.outcome() == Outcome::Complete;
        assert_eq!(is_complete, review.lacks().is_empty());
        review.lacks()
    }

    #[test]
    fn only_what_is_missing_is_said() {
        assert_eq!(lacks(|_whole| {}), [""; 0]);
        let skipped = |review: &mut Review| {
            let of_another = ("account/b".to_owned(), Skip::AbsentRoot(1));
            review.skipped.push(of_another);
        };
        assert_eq!(lacks(skipped), ["skipped: 1, named above"]);
        let without_pepper = |review: &mut Review| {
            review.without_pepper.push(("account/a".to_owned(), 1));
        };
        let said = lacks(without_pepper);
        let expected = "accounts to which nobody can sign in yet: 1, named above";
        assert_eq!(said, [expected]);
        let damaged = |review: &mut Review| review.faults.push("line 2".to_owned());
        let said = lacks(damaged);
        assert!(said.len() == 1 && said.concat().contains("damaged"));
        assert!(!said.concat().contains("skipped"), "{said:?}");
        let everything = |review: &mut Review| {
            skipped(review);
            without_pepper(review);
            damaged(review);
        };
        assert_eq!(lacks(everything).len(), 3);
    }
}
