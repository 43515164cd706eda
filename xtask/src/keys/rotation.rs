//! When a step of a rotation may be taken, and what comes after it.

use anyhow::{Context as _, Result, bail};
use postern_keyring::{Key, KeyRing, PROMOTE_AFTER_SECONDS, RETIRE_AFTER_SECONDS, Root};

use super::needs::{Needs, counted};

/// What a step has brought about.
pub struct Outcome {
    /// What has happened.
    pub said: String,
    /// What is next.
    pub next: Option<Next>,
}

/// The step after this one.
pub struct Next {
    /// What to wait for.
    pub when: String,
    /// What follows `cargo xtask keys`.
    pub step: String,
}

/// Publishes a new root.
pub fn add(ring: &mut KeyRing, key: Key, now: u64) -> Result<Outcome> {
    let id = ring
        .add(key, now)
        .context("there is no higher number for a root")?;
    Ok(Outcome {
        said: format!("Root {id} is published, and does not sign yet."),
        next: Some(Next {
            when: format!(
                "in {PROMOTE_AFTER_SECONDS} s, when every cache of the published keys has it"
            ),
            step: format!("promote {id}"),
        }),
    })
}

/// Makes a root the active one. `is_forced`: also before its time.
pub fn promote(ring: &mut KeyRing, id: u32, now: u64, is_forced: bool) -> Result<Outcome> {
    let root = find(ring, id)?;
    let former = active(ring)?;
    if former.id == id {
        bail!("root {id} is the active one already");
    }
    let age = root.age(now);
    let is_early = age < PROMOTE_AFTER_SECONDS;
    if is_early && !is_forced {
        bail!(
            "root {id} has been published for {age} s; caches may still have the keys without it \
             for {} s. Wait, or say --now",
            PROMOTE_AFTER_SECONDS - age
        );
    }
    if !ring.promote(id, now) {
        bail!("root {id} was not promoted");
    }
    let former = former.id;
    let mut said = vec![format!(
        "Root {id} seals and signs from now on; root {former} still unseals and verifies."
    )];
    if is_early {
        said.push(format!(
            "Services that keep the published keys may refuse new tokens for up to \
             {PROMOTE_AFTER_SECONDS} s."
        ));
    }
    said.push(
        "Accounts move to it as they are used, the others by an hourly run of the Worker."
            .to_owned(),
    );
    Ok(Outcome {
        said: said.join("\n"),
        next: Some(Next {
            when: format!(
                "in {RETIRE_AFTER_SECONDS} s at the earliest, when `cargo xtask keys list` \
                 counts no record under root {former}"
            ),
            step: format!("retire {former}"),
        }),
    })
}

/// Takes a root out, or what is left of one. `is_forced`: also before its time, but never while
/// anything needs it.
pub fn retire(
    ring: &mut KeyRing,
    id: u32,
    now: u64,
    is_forced: bool,
    needs: &Needs,
) -> Result<Outcome> {
    if ring.peppers_left().any(|left| left == id) {
        return drop_pepper(ring, id, needs);
    }
    find(ring, id)?;
    let active = active(ring)?;
    if active.id == id {
        bail!("root {id} is the active one; promote another one first");
    }
    let age = active.age(now);
    let is_early = age < RETIRE_AFTER_SECONDS;
    if is_early && !is_forced {
        bail!(
            "root {} is active for {age} s only, and access tokens that root {id} has signed may be \
             good for another {} s. Wait, or say --now if root {id} has leaked",
            active.id,
            RETIRE_AFTER_SECONDS - age
        );
    }
    refuse_while_sealed(id, needs)?;
    let peppered = needs.peppered_with(id);
    let is_highest = ring.highest() == id;
    if !ring.retire(id, peppered > 0) {
        bail!("root {id} was not retired");
    }
    let mut said = vec![format!(
        "Root {id} is retired: it neither unseals nor verifies any more."
    )];
    if is_early {
        said.push(
            "As soon as the Worker has this ring, access tokens that it has signed are refused, \
             and whoever is between password and code begins anew."
                .to_owned(),
        );
    }
    let mut next = None;
    if peppered > 0 {
        said.push(format!(
            "pepper-{id} is left, because it checks {peppered} passwords; each one moves to the \
             active root at its owner's next sign-in."
        ));
        next = Some(Next {
            when: "when `cargo xtask keys list` counts no password that needs it".to_owned(),
            step: format!("retire {id}"),
        });
    } else if is_highest {
        said.push(format!(
            "pepper-{id} is left, so that its number is not given again; it can be retired once \
             there is a higher one."
        ));
    }
    Ok(Outcome {
        said: said.join("\n"),
        next,
    })
}

fn drop_pepper(ring: &mut KeyRing, id: u32, needs: &Needs) -> Result<Outcome> {
    let peppered = needs.peppered_with(id);
    if peppered > 0 {
        bail!(
            "pepper-{id} checks {peppered} passwords; without it their owners cannot sign in. Each \
             one moves to the active root at its owner's next sign-in"
        );
    }
    refuse_while_silent(needs)?;
    if !ring.drop_pepper(id) {
        bail!("pepper-{id} keeps its number from being given again; add a root first");
    }
    Ok(Outcome {
        said: format!("pepper-{id} is gone; nothing is left of root {id}."),
        next: None,
    })
}

fn refuse_while_sealed(id: u32, needs: &Needs) -> Result<()> {
    let sealed = needs.sealed_under(id);
    if !sealed.is_empty() {
        bail!(
            "{} are sealed under root {id}, and cannot be read without it: {}. The Worker seals \
             them anew as they are used, and all others hour by hour",
            counted(sealed.len()),
            first(sealed)
        );
    }
    refuse_while_silent(needs)
}

fn refuse_while_silent(needs: &Needs) -> Result<()> {
    if !needs.silent.is_empty() {
        bail!(
            "{} do not say which roots they need, because an older version has written them: {}. \
             The Worker writes them anew like those of an older root",
            counted(needs.silent.len()),
            first(&needs.silent)
        );
    }
    Ok(())
}

fn first(locators: &[String]) -> String {
    let mut text = locators
        .iter()
        .take(SHOWN)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    if locators.len() > SHOWN {
        text += ", …";
    }
    text
}

fn find(ring: &KeyRing, id: u32) -> Result<Root> {
    let known = ring.roots().map(|root| root.id.to_string());
    let known = known.collect::<Vec<_>>().join(", ");
    ring.roots()
        .find(|root| root.id == id)
        .with_context(|| format!("there is no root {id}; there are {known}"))
}

fn active(ring: &KeyRing) -> Result<Root> {
    ring.roots().next().context("the ring has no root")
}

/// Locators that a refusal names.
const SHOWN: usize = 3;

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    const A: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    const NOW: u64 = 1_764_000_000;

    fn ring(entries: &[&str]) -> KeyRing {
        let text = entries.iter().fold(format!("directory:{A}"), |text, name| {
            format!("{text},{name}:{A}")
        });
        KeyRing::parse(&text).expect("well formed")
    }

    fn names(ring: &KeyRing) -> Vec<String> {
        let text = ring.to_text();
        let names = text.split(',').filter_map(|entry| entry.split(':').next());
        names.skip(1).map(str::to_owned).collect()
    }

    fn needs(seal: &[u32], pepper: &[u32]) -> Needs {
        let mut needs = Needs::default();
        for (number, root) in seal.iter().enumerate() {
            let locator = format!("locator-{number}");
            needs.sealed.entry(*root).or_default().push(locator);
        }
        for root in pepper {
            *needs.peppered.entry(*root).or_default() += 1;
        }
        needs
    }

    fn refusal(outcome: Result<Outcome>) -> String {
        format!("{:#}", outcome.err().expect("it has to be refused"))
    }

    fn next(outcome: &Outcome) -> &str {
        outcome.next.as_ref().map_or("", |next| &next.step)
    }

    #[test]
    fn a_new_root_is_published_and_does_not_sign() {
        let mut ring = ring(&["1"]);
        let outcome = add(&mut ring, Zeroizing::new([2; 32]), NOW).expect("there is a number");
        assert_eq!(names(&ring), ["1".to_owned(), format!("2@{NOW}")]);
        assert_eq!(next(&outcome), "promote 2");
    }

    #[test]
    fn a_root_signs_when_caches_have_it_and_not_before() {
        let entry = format!("2@{NOW}");
        let mut ring = ring(&["1", &entry]);
        let said = refusal(promote(&mut ring, 2, NOW + 599, false));
        assert!(said.contains("for 1 s"), "{said}");
        assert_eq!(names(&ring), ["1", &entry]);
        let outcome = promote(&mut ring, 2, NOW + 600, false).expect("it is time");
        assert!(!outcome.said.contains("may refuse"), "{}", outcome.said);
        assert_eq!(next(&outcome), "retire 1");
        assert_eq!(names(&ring), [format!("2@{}", NOW + 600), "1".to_owned()]);
    }

    #[test]
    fn with_now_a_root_signs_at_once_and_the_price_is_said() {
        let entry = format!("2@{NOW}");
        let mut ring = ring(&["1", &entry]);
        let said = promote(&mut ring, 2, NOW, true).expect("it is forced").said;
        assert!(said.contains("may refuse new tokens"), "{said}");
    }

    #[test]
    fn the_active_root_is_neither_promoted_nor_retired_even_with_now() {
        let mut ring = ring(&["2", "1"]);
        let nothing = Needs::default();
        assert!(refusal(promote(&mut ring, 2, NOW, true)).contains("already"));
        assert!(refusal(retire(&mut ring, 2, NOW, true, &nothing)).contains("active"));
        assert!(refusal(promote(&mut ring, 3, NOW, true)).contains("there are 2, 1"));
        assert!(refusal(retire(&mut ring, 3, NOW, true, &nothing)).contains("there are 2, 1"));
    }

    #[test]
    fn a_root_is_retired_when_its_tokens_have_ended_and_not_before() {
        let entry = format!("2@{NOW}");
        let mut ring = ring(&[&entry, "1"]);
        let said = refusal(retire(&mut ring, 1, NOW + 3899, false, &Needs::default()));
        assert!(said.contains("another 1 s"), "{said}");
        let outcome = retire(&mut ring, 1, NOW + 3900, false, &Needs::default());
        assert!(!outcome.expect("it is time").said.contains("refused"));
        assert_eq!(names(&ring), [entry]);
    }

    #[test]
    fn with_now_a_root_is_retired_at_once_and_the_price_is_said() {
        let entry = format!("2@{NOW}");
        let mut ring = ring(&[&entry, "1"]);
        let outcome = retire(&mut ring, 1, NOW, true, &Needs::default());
        let said = outcome.expect("it is forced").said;
        assert!(said.contains("are refused"), "{said}");
    }

    #[test]
    fn a_root_that_records_need_is_not_retired_even_with_now() {
        let mut ring = ring(&["2", "1"]);
        let said = refusal(retire(
            &mut ring,
            1,
            NOW,
            true,
            &needs(&[1, 2, 1, 1, 1], &[]),
        ));
        assert!(said.contains("4 records are sealed under root 1"), "{said}");
        assert!(
            said.contains("locator-0, locator-2, locator-3, …"),
            "{said}"
        );
        assert_eq!(names(&ring), ["2", "1"]);
    }

    #[test]
    fn records_that_do_not_say_what_they_need_may_need_it() {
        let mut ring = ring(&["2", "1", "pepper-7"]);
        let silent = Needs {
            silent: vec!["somebody".to_owned()],
            ..Needs::default()
        };
        assert!(refusal(retire(&mut ring, 1, NOW, true, &silent)).contains("somebody"));
        assert!(refusal(retire(&mut ring, 7, NOW, true, &silent)).contains("somebody"));
    }

    #[test]
    fn while_passwords_need_a_root_its_pepper_is_left() {
        let mut ring = ring(&["2", "1"]);
        let peppered = needs(&[2, 2], &[1, 1]);
        let outcome = retire(&mut ring, 1, NOW, false, &peppered).expect("no record needs it");
        assert!(
            outcome.said.contains("checks 2 passwords"),
            "{}",
            outcome.said
        );
        assert_eq!(next(&outcome), "retire 1");
        assert_eq!(names(&ring), ["2", "pepper-1"]);
        let said = refusal(retire(&mut ring, 1, NOW, true, &peppered));
        assert!(said.contains("checks 2 passwords"), "{said}");
        retire(&mut ring, 1, NOW, false, &needs(&[2, 2], &[2, 2])).expect("nobody needs it");
        assert_eq!(names(&ring), ["2"]);
    }

    #[test]
    fn the_highest_number_is_kept() {
        let mut ring = ring(&["1", "2"]);
        let nothing = Needs::default();
        let outcome = retire(&mut ring, 2, NOW, false, &nothing).expect("nobody needs it");
        assert!(outcome.said.contains("not given again") && next(&outcome).is_empty());
        assert!(refusal(retire(&mut ring, 2, NOW, false, &nothing)).contains("add a root first"));
        assert_eq!(names(&ring), ["1", "pepper-2"]);
    }
}
