//! A button of a page of the account area.

/// One button.
pub struct Button {
    /// Names it on its page; its `id` follows from it.
    pub key: String,
    /// `primary`, `secondary`, `quiet` or `danger`.
    pub class: &'static str,
    /// What it does.
    pub label: &'static str,
    /// What it does it to, for those who do not see what it stands beside.
    pub which: String,
}

impl Button {
    /// One whose label says all.
    pub fn new(key: &str, class: &'static str, label: &'static str) -> Self {
        Self {
            key: key.to_owned(),
            class,
            label,
            which: String::new(),
        }
    }

    /// One that does something to `which` of several.
    pub fn of(key: &str, class: &'static str, label: &'static str, which: &str) -> Self {
        Self {
            which: format!(": {which}"),
            ..Self::new(key, class, label)
        }
    }
}

/// The id of the button with this key.
pub fn button_id(key: &str) -> String {
    format!("button-{key}")
}
