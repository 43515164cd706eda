//! Rotation, step by step. When a step may be taken is for the caller to decide.

use crate::{Key, KeyRing, PEPPER, Root, derive};

impl KeyRing {
    /// Appends a root: it is published from `now` (seconds since the epoch) on, and does not sign.
    /// Answers its number: one more than the highest that the ring knows. `None` where there is no
    /// higher one.
    #[must_use]
    pub fn add(&mut self, key: Key, now: u64) -> Option<u32> {
        let id = self.highest().checked_add(1)?;
        let since = Some(now);
        self.roots.push((Root { id, since }, key));
        Some(id)
    }

    /// Makes a root the active one, from `now` (seconds since the epoch) on. Whether there is such
    /// a root, and it was not active already.
    #[must_use]
    pub fn promote(&mut self, id: u32, now: u64) -> bool {
        let Some(place) = self.place(id).filter(|place| *place > 0) else {
            return false;
        };
        let (_, key) = self.roots.remove(place);
        let since = Some(now);
        self.roots.insert(0, (Root { id, since }, key));
        true
    }

    /// Takes a root out that is not active. With `keeps_pepper`, its derived pepper stays: always
    /// for the highest number, so that it is not given again. Whether there is such a root.
    #[must_use]
    pub fn retire(&mut self, id: u32, keeps_pepper: bool) -> bool {
        let Some(place) = self.place(id).filter(|place| *place > 0) else {
            return false;
        };
        let is_highest = id == self.highest();
        let (_, key) = self.roots.remove(place);
        if keeps_pepper || is_highest {
            self.peppers.push((id, derive(&key, PEPPER)));
        }
        true
    }

    /// Takes out what is left of a retired root. Whether there was something, and its number is not
    /// the highest.
    #[must_use]
    pub fn drop_pepper(&mut self, id: u32) -> bool {
        let before = self.peppers.len();
        if id != self.highest() {
            self.peppers.retain(|(known, _)| *known != id);
        }
        self.peppers.len() < before
    }

    /// The highest number of a root, retired ones included.
    #[must_use]
    pub fn highest(&self) -> u32 {
        let roots = self.roots.iter().map(|(root, _)| root.id);
        let left = self.peppers.iter().map(|(id, _)| *id);
        roots.chain(left).max().unwrap_or_default()
    }

    fn place(&self, id: u32) -> Option<usize> {
        self.roots.iter().position(|(root, _)| root.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zeroize::Zeroizing;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const B: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    fn ring(entries: &str) -> KeyRing {
        KeyRing::parse(&format!("directory:{A},{entries}")).expect("well formed")
    }

    fn names(ring: &KeyRing) -> String {
        let text = ring.to_text();
        let names = text.split(',').filter_map(|entry| entry.split(':').next());
        names.collect::<Vec<_>>().join(",")
    }

    #[test]
    fn a_whole_rotation() {
        let mut ring = ring(&format!("1:{B}"));
        assert_eq!(ring.add(Zeroizing::new([2; 32]), 100), Some(2));
        assert_eq!(names(&ring), "directory,1,2@100");
        assert!(ring.promote(2, 400));
        assert_eq!(names(&ring), "directory,2@400,1");
        assert!(ring.retire(1, true));
        assert_eq!(names(&ring), "directory,2@400,pepper-1");
        assert!(ring.drop_pepper(1));
        assert_eq!(names(&ring), "directory,2@400");
    }

    #[test]
    fn the_active_root_can_be_neither_promoted_nor_retired() {
        let mut ring = ring(&format!("2:{B},1:{A}"));
        assert!(!ring.promote(2, 5) && !ring.retire(2, true));
        assert!(!ring.promote(3, 5) && !ring.retire(3, true) && !ring.drop_pepper(3));
        assert_eq!(names(&ring), "directory,2,1");
    }

    #[test]
    fn no_number_is_given_twice() {
        let mut ring = ring(&format!("1:{A},2:{B}"));
        assert!(ring.retire(2, false));
        assert_eq!(names(&ring), "directory,1,pepper-2");
        assert!(!ring.drop_pepper(2));
        assert_eq!(ring.add(Zeroizing::new([3; 32]), 9), Some(3));
        assert!(ring.drop_pepper(2));
        assert_eq!(names(&ring), "directory,1,3@9");
    }

    #[test]
    fn after_the_last_number_there_is_no_other() {
        let mut ring = ring(&format!("{}:{A}", u32::MAX));
        assert_eq!(ring.add(Zeroizing::new([3; 32]), 9), None);
    }
}
