//! What each role may do about others: denied, unless it stands here. `ARCHITECTURE.md` has the same
//! as a table.

use postern_shared::api::Role;

/// Something that not everybody may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Make an invitation, whatever role it is for.
    Invite,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 1] = [Self::Invite];
}

/// Whether an account with this role may do it.
#[must_use]
pub const fn may(role: Role, action: Action) -> bool {
    matches!((role, action), (Role::Admin, Action::Invite))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The action's row in `ARCHITECTURE.md`: what stands below each role, in their order.
    fn row(action: Action) -> Vec<&'static str> {
        let name = match action {
            Action::Invite => "| make an invitation |",
        };
        let page = include_str!("../../../ARCHITECTURE.md");
        let row = page.lines().find_map(|line| line.strip_prefix(name));
        let cells = row.expect("the table has each action").split('|');
        cells.map(str::trim).take(Role::ALL.len()).collect()
    }

    #[test]
    fn the_table_of_the_architecture_says_what_each_role_may_do_and_nobody_may_more() {
        for action in Action::ALL {
            for (role, cell) in Role::ALL.into_iter().zip(row(action)) {
                let said = match cell {
                    "yes" => true,
                    "no" => false,
                    other => panic!("{action:?}, {role:?}: {other}"),
                };
                assert_eq!(may(role, action), said, "{action:?}, {role:?}");
            }
        }
    }

    #[test]
    fn a_user_may_do_nothing_about_others() {
        for action in Action::ALL {
            assert!(!may(Role::User, action), "{action:?}");
        }
    }
}
